/**
 * Who is calling, from where, and whether that is allowed.
 *
 * <p>Knows no tool and no table.
 */
package dewey.security;
