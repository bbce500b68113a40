/**
 * Who did what, when, from where and with which outcome: kept so that nothing of it can be changed, removed or put into another order
 * without being found out.
 *
 * <p>Knows no credential, no content and no protocol.
 */
package dewey.audit;
