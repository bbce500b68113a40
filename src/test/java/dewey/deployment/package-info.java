/**
 * The real WAR in Payara Micro on a real PostgreSQL, for the tests that need all of it.
 *
 * <p>Knows nothing of what the application does.
 */
package dewey.deployment;
