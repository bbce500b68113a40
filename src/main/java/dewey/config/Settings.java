package dewey.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Every setting of Dewey, checked.
 *
 * <p>A key is {@code dewey.<room>.<name>}; as an environment variable it is written in capitals with underscores, for instance
 * {@code DEWEY_WEBSOCKET_PING_INTERVAL}. An instance is proof that all values are within their bounds.
 */
public record Settings(
        Database database,
        WebSocket websocket,
        Conversations conversations,
        Transcripts transcripts,
        Tools tools,
        Shutdown shutdown,
        LogLevel.Choice logLevel) {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** @param startupTimeout how long a deployment waits for a database that is not up yet */
    public record Database(Duration startupTimeout) {}

    /**
     * @param maxMessageBytes largest message of one peer, in UTF-8 bytes; a larger one closes the socket with 1009
     * @param pingInterval time between the server's pings; two that are not answered close the socket
     * @param sendTimeout how long one message may take to be read by its peer before the socket is closed
     * @param maxQueuedBytes bound of what waits on one socket, for each direction
     * @param maxQueuedMessages bound of the requests of one socket that wait for their answer
     * @param maxConcurrentRequests how many requests of one socket run at the same time
     * @param allowedOrigins origins that may connect beside the server's own, for instance {@code https://chat.example.org}
     */
    public record WebSocket(
            int maxMessageBytes,
            Duration pingInterval,
            Duration sendTimeout,
            int maxQueuedBytes,
            int maxQueuedMessages,
            int maxConcurrentRequests,
            List<String> allowedOrigins) {
        public WebSocket {
            allowedOrigins = List.copyOf(allowedOrigins);
        }
    }

    /**
     * @param maxContentBytes largest content of one message or startup context, in UTF-8 bytes
     * @param maxMetadataBytes largest metadata of one message or conversation, as JSON text in UTF-8 bytes
     * @param maxMetadataDepth deepest nesting of metadata; a flat object has depth 1
     * @param maxBulkMessages most messages in one bulk
     */
    public record Conversations(int maxContentBytes, int maxMetadataBytes, int maxMetadataDepth, int maxBulkMessages) {}

    /**
     * @param importDirectory the only directory that {@code messages_file} may read; empty: the parameter is refused
     * @param maxFileBytes largest file that is imported
     * @param maxLineBytes largest line of a JSON Lines file, and largest JSON array file
     */
    public record Transcripts(Optional<Path> importDirectory, long maxFileBytes, int maxLineBytes) {}

    /** @param maxAnswerBytes bound of the message contents in one answer; what does not fit comes with the next cursor */
    public record Tools(int maxAnswerBytes) {}

    /** @param drainTimeout how long running calls may take to finish when the server stops */
    public record Shutdown(Duration drainTimeout) {}

    /**
     * Reads and checks all settings.
     *
     * @throws InvalidSettings with every problem that was found
     */
    public static Settings read(Config config) {
        SettingsReader read = new SettingsReader(config);
        Settings settings = new Settings(
                new Database(read.duration(
                        "dewey.database.startup-timeout", seconds(60), Duration.ZERO, Duration.ofHours(1))),
                new WebSocket(
                        (int) read.bytes("dewey.websocket.max-message-bytes", 16 * MIB, KIB, 16 * MIB),
                        read.duration(
                                "dewey.websocket.ping-interval", seconds(25), Duration.ofMillis(100), seconds(3600)),
                        read.duration(
                                "dewey.websocket.send-timeout", seconds(20), Duration.ofMillis(100), seconds(3600)),
                        (int) read.bytes("dewey.websocket.max-queued-bytes", 64 * MIB, MIB, GIB),
                        read.number("dewey.websocket.max-queued-messages", 10_000, 1, 1_000_000),
                        read.number("dewey.websocket.max-concurrent-requests", 16, 1, 1024),
                        read.list("dewey.websocket.allowed-origins")),
                new Conversations(
                        (int) read.bytes("dewey.conversations.max-content-bytes", MIB, KIB, 64 * MIB),
                        (int) read.bytes("dewey.conversations.max-metadata-bytes", 256 * KIB, KIB, 64 * MIB),
                        read.number("dewey.conversations.max-metadata-depth", 32, 1, 500),
                        read.number("dewey.conversations.max-bulk-messages", 10_000, 1, 100_000)),
                new Transcripts(
                        read.directory("dewey.transcripts.import-directory"),
                        read.bytes("dewey.transcripts.max-file-bytes", GIB, KIB, 64 * GIB),
                        (int) read.bytes("dewey.transcripts.max-line-bytes", 32 * MIB, KIB, 256 * MIB)),
                new Tools((int) read.bytes("dewey.tools.max-answer-bytes", 4 * MIB, 64 * KIB, 256 * MIB)),
                new Shutdown(read.duration("dewey.shutdown.drain-timeout", seconds(20), Duration.ZERO, seconds(600))),
                LogLevel.choose(read.optional("dewey.log-level").orElse("INFO")));
        read.finish();
        return settings;
    }

    private static Duration seconds(long amount) {
        return Duration.ofSeconds(amount);
    }
}
