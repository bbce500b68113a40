package dewey.metrics;

/** What is timed, one constant for each series. */
public enum Timed {
    RELAY_TO_UPSTREAM("dewey_relay_handover", "client_to_server"),
    RELAY_TO_CLIENT("dewey_relay_handover", "server_to_client"),
    DATABASE_ATTEMPT("dewey_database_attempt", "One attempt at a transaction, with the wait for a connection", null);

    private final Series series;
    private final Tag tag;

    Timed(String name, String direction) {
        this(name, "From a message's arrival at the relay until the other side's socket has it", direction);
    }

    Timed(String name, String help, String direction) {
        series = Series.duration(name, help);
        tag = direction == null ? null : new Tag("direction", direction);
    }

    Series series() {
        return series;
    }

    Tag[] tags() {
        return tag == null ? new Tag[0] : new Tag[] {tag};
    }
}
