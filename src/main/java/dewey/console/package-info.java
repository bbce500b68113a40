/**
 * The pages for people at {@code /console/}, and the REST API at {@code /api/} that they are made of.
 *
 * <p>Is imported by nobody. Asks the tools for what is stored, so that a person sees what the same caller's program would.
 */
package dewey.console;
