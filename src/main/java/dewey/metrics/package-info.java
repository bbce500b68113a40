/**
 * What Dewey counts and measures, each meter by its meaning, in one place.
 *
 * <p>Knows nothing of who counts, and only {@link dewey.metrics.Registry} knows MicroProfile Metrics, which not every server has.
 */
package dewey.metrics;
