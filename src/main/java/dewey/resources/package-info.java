/**
 * What can be read by its URI: conversations and startup contexts. Tells whoever has subscribed to one that it has changed.
 *
 * <p>Knows no protocol revision, no transport and no table.
 */
package dewey.resources;
