/**
 * The tools of Dewey, one class each: this listing is {@code tools/list}, with {@code dewey_} before each name.
 *
 * <p>Knows no transport and no table: a tool turns arguments into one question to the domain, and the answer into JSON.
 */
package dewey.tools;
