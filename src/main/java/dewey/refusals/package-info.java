/**
 * Requests that break a rule their caller can mend, and how to say so.
 *
 * <p>Knows no protocol, no transport and no table: a refusal is the same whichever door the request came in by.
 */
package dewey.refusals;
