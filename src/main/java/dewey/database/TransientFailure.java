package dewey.database;

/** The database failed in a way that may pass: the same work in a new transaction can succeed. */
class TransientFailure extends RuntimeException {
    TransientFailure(Throwable cause) {
        super(cause);
    }
}
