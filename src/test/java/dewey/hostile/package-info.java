/**
 * The hostile suite: every input and fault of docs/hostile.md against the running server, each watched by the same {@link
 * dewey.hostile.Oracle}, and told in a table.
 *
 * <p>Knows nothing of how the application keeps itself safe.
 */
package dewey.hostile;
