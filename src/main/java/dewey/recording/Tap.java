package dewey.recording;

/**
 * Where a relay tells what goes over one session, in the order in which it goes. Calls return at once, whatever the state of the
 * recorder, and never fail. Safe for several threads; the two directions keep their own order, and the sequence is that of the calls.
 */
public interface Tap {
    /** Records nothing, for upstreams that are not to be recorded. */
    Tap SILENT = new Silent();

    /** A text message that was relayed. */
    void text(Direction direction, String text);

    /** A binary message that was relayed; the array must not be changed afterwards. */
    void binary(Direction direction, byte[] data);

    /** A text that Dewey itself sent to the client, for instance the error for a request whose upstream was lost. */
    void synthetic(String text);

    /** A message that was not relayed, and why: only its size is known. */
    void refused(Direction direction, long bytes, String reason);

    /** A line that the upstream process wrote to its standard error. */
    void errorLine(String line);

    /** The session is over; later calls are ignored. */
    void end(SessionEnd end);
}
