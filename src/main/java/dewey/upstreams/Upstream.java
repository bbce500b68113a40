package dewey.upstreams;

import dewey.redaction.Redacting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An MCP server that the administrator has named, or the record of one. Prints without the values of its headers and environment. */
public sealed interface Upstream {
    String name();

    Limits limits();

    /** How it is reached, as the record says it. */
    String transport();

    /**
     * What every kind of upstream may set for itself.
     *
     * @param connectTimeout how long opening may take
     * @param idleTimeout how long a session may be silent in both directions; zero for ever
     * @param maxMessageBytes largest message in either direction
     * @param record whether sessions are recorded
     * @param redact what is taken out of the record
     * @param guests who may use it
     */
    record Limits(
            Duration connectTimeout,
            Duration idleTimeout,
            int maxMessageBytes,
            boolean record,
            Redacting redact,
            Guests guests) {

        /** For the usual guests. */
        public Limits(
                Duration connectTimeout, Duration idleTimeout, int maxMessageBytes, boolean record, Redacting redact) {
            this(connectTimeout, idleTimeout, maxMessageBytes, record, redact, Guests.STANDARD);
        }
    }

    /** {@code ws} or {@code wss}. */
    record WebSocketUpstream(String name, URI url, Map<String, String> headers, Limits limits) implements Upstream {
        public WebSocketUpstream {
            headers = Map.copyOf(headers);
        }

        @Override
        public String transport() {
            return "websocket";
        }

        @Override
        public String toString() {
            return "websocket upstream " + name;
        }
    }

    /** Streamable HTTP: {@code http} or {@code https}. */
    record HttpUpstream(String name, URI url, Map<String, String> headers, Limits limits) implements Upstream {
        public HttpUpstream {
            headers = Map.copyOf(headers);
        }

        @Override
        public String transport() {
            return "http";
        }

        @Override
        public String toString() {
            return "http upstream " + name;
        }
    }

    /** A process of its own for each session. */
    record StdioUpstream(
            String name, String command, List<String> arguments, Map<String, String> environment, Limits limits)
            implements Upstream {
        public StdioUpstream {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        @Override
        public String transport() {
            return "stdio";
        }

        @Override
        public String toString() {
            return "stdio upstream " + name;
        }
    }

    /**
     * A recorded session that answers again.
     *
     * @param session its conversation
     * @param atRecordedSpeed whether answers take as long as they took then
     */
    record ReplayUpstream(String name, UUID session, boolean atRecordedSpeed, Limits limits) implements Upstream {
        @Override
        public String transport() {
            return "replay";
        }
    }
}
