package dewey.metrics;

/**
 * What is counted, one constant for each series: the values of a tag are constants, too, so that no client can make a new one.
 * {@code meters.count(Counted.AUTHENTICATED)} is all that whoever counts has to write.
 */
public enum Counted {
    AUTHENTICATED(Name.AUTHENTICATIONS, "outcome", "accepted"),
    AUTHENTICATION_REFUSED(Name.AUTHENTICATIONS, "outcome", "refused"),
    FORBIDDEN(Name.AUTHENTICATIONS, "outcome", "forbidden"),
    FOREIGN_PAGES(Series.counter(
            "dewey_foreign_pages", "Requests that a browser sent for a page of another site, and that were refused")),
    RELAYED_TO_UPSTREAM(Name.RELAY_MESSAGES, "direction", "client_to_server"),
    RELAYED_TO_CLIENT(Name.RELAY_MESSAGES, "direction", "server_to_client"),
    SIZE_TO_UPSTREAM(Name.RELAY_SIZE, "direction", "client_to_server"),
    SIZE_TO_CLIENT(Name.RELAY_SIZE, "direction", "server_to_client"),
    DATABASE_ATTEMPTS_THAT_WORKED(Name.ATTEMPTS, "outcome", "worked"),
    DATABASE_ATTEMPTS_THAT_FAILED_FOR_NOW(Name.ATTEMPTS, "outcome", "transient"),
    DATABASE_ATTEMPTS_THAT_FAILED(Name.ATTEMPTS, "outcome", "failed"),
    READS_FROM_THE_REPLICA(Name.REPLICA_READS, "outcome", "answered"),
    READS_BY_THE_PRIMARY_INSTEAD(Name.REPLICA_READS, "outcome", "left_to_primary"),
    DATABASE_UNAVAILABLE(Series.counter(
            "dewey_database_unavailable",
            "Calls that were refused because the database stayed away, or its circuit breaker was open")),
    INCIDENTS(new Series(
            "dewey_incidents",
            "Requests that failed by a fault of the server; the log has each by its number",
            Series.Kind.COUNTER));

    private final Series series;
    private final Tag tag;

    Counted(Series series) {
        this.series = series;
        this.tag = null;
    }

    Counted(Series series, String tag, String value) {
        this.series = series;
        this.tag = new Tag(tag, value);
    }

    Sample at(long count) {
        return tag == null ? Sample.of(series, count) : Sample.of(series, count, tag);
    }

    /** The series that several constants share. */
    private static final class Name {
        static final Series AUTHENTICATIONS = Series.counter(
                "dewey_authentications",
                "Requests that were let in, and those that were not, by the credentials that they show");
        static final Series RELAY_MESSAGES = Series.counter("dewey_relay_messages", "Messages relayed");
        static final Series RELAY_SIZE = Series.counter(
                "dewey_relay_size", "What was relayed, in characters of texts and bytes of binary messages");
        static final Series REPLICA_READS = Series.counter(
                "dewey_replica_reads", "Reads meant for the replica; what it cannot answer in time the primary does");
        static final Series ATTEMPTS = new Series(
                "dewey_database_attempts",
                "Attempts at a transaction; a transient failure is tried again",
                Series.Kind.COUNTER);
    }
}
