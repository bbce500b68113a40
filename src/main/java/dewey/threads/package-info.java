/**
 * The container's threads, for work that may wait.
 *
 * <p>Knows nothing of that work.
 */
package dewey.threads;
