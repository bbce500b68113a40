/**
 * The record of relayed sessions, read back: which there were, what went over each, and which answer belongs to which request.
 *
 * <p>Knows nothing of relays and of how the record is written; only the names of what is written.
 */
package dewey.sessions;
