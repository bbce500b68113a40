/**
 * Conversations and their messages: beginning, appending, reading, listing and deleting them, and the rules they keep.
 *
 * <p>Knows no protocol and no transport: who asks is a tenant's name, and what is refused is said in words.
 */
package dewey.conversations;
