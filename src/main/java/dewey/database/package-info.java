/**
 * The way to PostgreSQL: the schema brought up to date at start, transactions that are tried again when that can help, and the
 * spelling of text and JSON that loses nothing.
 *
 * <p>Knows no table beyond Liquibase's own and no rule of conversations: it runs the work it is given.
 */
package dewey.database;
