/**
 * How other programs write conversations down, and what each of their rows says as a message.
 *
 * <p>Knows no file and no table: it is given rows, one after the other, and says what they hold.
 */
package dewey.formats;
