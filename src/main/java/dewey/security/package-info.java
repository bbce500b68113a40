/**
 * Who is calling, from where, and what that allows: callers, roles, origins, and the deeds that are audited.
 *
 * <p>Knows no tool, no table and no credential.
 */
package dewey.security;
