/**
 * What an administrator watches and what happens when the application starts: health, and the log level.
 *
 * <p>Is imported by nobody.
 */
package dewey.admin;
