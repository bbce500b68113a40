/**
 * JSON values as text and back, in one way everywhere.
 *
 * <p>Knows nothing of what the JSON means.
 */
package dewey.json;
