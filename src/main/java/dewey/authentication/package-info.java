/**
 * The door-keeper: who shows which credentials and is let in as whom. Static tokens, which are known by their hashes only, from the
 * configuration and from the database; signed tokens of an OpenID provider.
 *
 * <p>Knows no protocol behind the door, no tool, and no conversation.
 */
package dewey.authentication;
