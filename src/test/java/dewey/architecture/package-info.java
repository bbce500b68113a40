/**
 * The rules of the house (DESIGN.md §3) as checks over the compiled classes.
 *
 * <p>Knows nothing of what the classes do.
 */
package dewey.architecture;
