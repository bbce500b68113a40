package dewey.mcp;

/** The way back to whoever has made a request. Each door has its own. None of its methods waits for the client. */
public interface Reply {

    /** Sends a notification or a request of the server's own that belongs to the request and comes before its answer. */
    void message(String text);

    /** Sends the answer. Nothing follows it. */
    void answer(Answer answer);

    /** There will be no answer, because the client has taken its request back, or has ended its session. */
    void none();

    /** The client may go and come again for what is still to be sent (MCP 2025-11-25, Streamable HTTP); nothing on a socket. */
    void letGo();
}
