/**
 * Startup contexts: named texts that an assistant reads when it begins, at most one of them active.
 *
 * <p>Knows no protocol and no conversation.
 */
package dewey.startupcontexts;
