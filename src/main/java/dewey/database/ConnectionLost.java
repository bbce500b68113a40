package dewey.database;

/** There is no connection to the database, or it broke: others will meet the same until it is back. */
final class ConnectionLost extends TransientFailure {
    ConnectionLost(Throwable cause) {
        super(cause);
    }
}
