/**
 * What is asked of Dewey as spans of the server's OpenTelemetry, where the server has one that is switched on.
 *
 * <p>Knows nothing of who asks for what, and only {@link dewey.spans.ServerTracer} knows OpenTelemetry, which not every server has.
 */
package dewey.spans;
