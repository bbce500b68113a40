/**
 * How much a caller may ask for in a time, how much of it may be open at once, and how much of one kind may run at once.
 *
 * <p>Knows no protocol, no transport and no table: doors and tools ask, and say no in their own words.
 */
package dewey.limits;
