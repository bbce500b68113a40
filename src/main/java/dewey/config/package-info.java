/**
 * Typed settings with their bounds, read once from MicroProfile Config.
 *
 * <p>Knows nothing of what the settings are used for.
 */
package dewey.config;
