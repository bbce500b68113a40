/**
 * How long conversations are kept, by what each tenant has decided.
 *
 * <p>Knows no protocol. What is too old goes to the trash first, from which it can be restored for a while.
 */
package dewey.retention;
