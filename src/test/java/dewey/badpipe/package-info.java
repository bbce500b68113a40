/**
 * A bad line between a client and a server, to be put between any two parts of a test.
 *
 * <p>Knows nothing of what is said on it.
 */
package dewey.badpipe;
