/**
 * Recorded sessions that answer again: an upstream whose answers come from the record, so that a client can be tried without the
 * server.
 *
 * <p>Knows nothing of doors and relays. Records nothing.
 */
package dewey.replay;
