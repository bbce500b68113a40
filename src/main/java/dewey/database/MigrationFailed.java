package dewey.database;

/**
 * The schema cannot be brought up to date; the message says why.
 *
 * <p>Has no cause on purpose: the server logs causes whole, and those of a driver may quote a URL with a password.
 */
final class MigrationFailed extends RuntimeException {
    MigrationFailed(String reason) {
        super("Dewey's database cannot be used: " + reason);
    }
}
