/**
 * The one command that runs Dewey on a laptop: a PostgreSQL that keeps its data, and Payara Micro with the WAR.
 *
 * <p>Knows nothing of what the WAR does; it is not part of it.
 */
package dewey.launcher;
