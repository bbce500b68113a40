/**
 * The tools that each upstream offered last, and how a new list of them differs: an upstream that changes what its tools say or take
 * may break or deceive those who use it.
 *
 * <p>Knows nothing of relays and of the protocol by which lists come.
 */
package dewey.toollists;
