package dewey.admin;

import java.util.List;
import java.util.Map;

/**
 * What an administrator sees and does by JMX, as {@value Administration#NAME}. The names are those of JMX: its consoles show a getter
 * as an attribute. Nothing here shows a secret or a content.
 */
public interface DeweyMXBean {
    /** Sockets of clients, the oldest first. */
    List<SocketView> getOpenSockets();

    int getOpenHttpRequests();

    int getHttpSessions();

    int getRelayedClients();

    int getUpstreamSessions();

    /** By name: unknown, healthy, degraded or failed. */
    Map<String, String> getUpstreams();

    /** What waits to be stored, in memory and in the spool. */
    long getWaitingFrames();

    long getMissingFrames();

    boolean isRecorderDegraded();

    /** Calls since the start, by tool. */
    Map<String, Long> getCalls();

    String getLogLevel();

    /** ERROR, WARNING, INFO, DEBUG or TRACE, until the next start. */
    void setLogLevel(String level);

    /** Closes a socket with 1008; false when there is none of this id. */
    boolean closeSocket(String id);

    /** Lets the next session try an upstream that is left alone; false when there is none of this name. */
    boolean retryUpstream(String name);

    /**
     * Waits until all that was recorded is in the database, at most so many seconds (60 at the most), and tells how many frames are not. They
     * are stored at all times, as soon as the database takes them: this is to be sure of it, before maintenance.
     */
    long flushSpool(int seconds);
}
