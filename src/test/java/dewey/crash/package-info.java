/**
 * Whether what was acknowledged is still there when servers are killed: clients that number what they store, something that kills, and
 * the check afterwards.
 *
 * <p>Knows nothing of how the application stores.
 */
package dewey.crash;
