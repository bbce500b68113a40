package dewey.bridge;

/** The way to the server. What becomes of each call is told to the {@link Bridge}, on any thread. */
interface Link {
    /** Begins; ends in {@link Bridge#opened} or {@link Bridge#lost}. */
    void open();

    /** Whether the server has forgotten what {@code initialize} has settled, so that it must be told again. */
    boolean isForgotten();

    /** Sends, when it is open; answers come by {@link Bridge#received}. */
    void send(Message message);

    /** Says good-bye, in a second or two. */
    void close();
}
