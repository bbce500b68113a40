/**
 * Conversations as files: what is stored, written so that Dewey reads it back, or so that people do.
 *
 * <p>Knows no file, no door and no table: it makes pieces of text, each of which says where the next one begins.
 */
package dewey.exports;
