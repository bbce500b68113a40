package dewey.config;

import com.google.re2j.Pattern;
import java.net.URI;
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
        Mcp mcp,
        WebSocket websocket,
        Http http,
        Security security,
        Audit audit,
        Conversations conversations,
        Transcripts transcripts,
        Watch watch,
        Retention retention,
        Recording recording,
        Tools tools,
        Upstreams upstreams,
        LimitSettings limits,
        Shutdown shutdown,
        LogLevel.Choice logLevel) {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /**
     * @param startupTimeout how long a deployment waits for a database that is not up yet
     * @param partitions over how many tables the messages are spread; 0: as many as there are
     * @param replica the server's name of a data source that leads to a replica
     */
    public record Database(Duration startupTimeout, int partitions, Optional<String> replica) {}

    /**
     * @param answerTimeout how long a call waits for what its client, or the user behind it, is asked
     * @param maxWaitingCalls how many calls wait so at the same time; each holds one of the {@code dewey.threads.Workers}
     * @param stateKey what the state between two rounds of a request is sealed with; the same on all nodes of a cluster. Empty: made at
     *     the start, so that no state outlives it
     * @param stateLife how long a client may take for the next round
     * @param lookForChanges how often subscribed resources are looked at for what other nodes have changed; zero: never
     */
    public record Mcp(
            Duration answerTimeout,
            int maxWaitingCalls,
            Optional<String> stateKey,
            Duration stateLife,
            Duration lookForChanges) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Mcp[answerTimeout=" + answerTimeout + ", maxWaitingCalls=" + maxWaitingCalls + ", stateLife="
                    + stateLife + ", lookForChanges=" + lookForChanges + "]";
        }
    }

    /**
     * @param maxMessageBytes largest message of one peer, in UTF-8 bytes; a larger one closes the socket with 1009
     * @param pingInterval time between the server's pings; two that are not answered close the socket
     * @param sendTimeout how long a peer may read nothing of a message before the socket is closed
     * @param maxQueuedBytes bound of what waits on one socket, for each direction
     * @param maxQueuedMessages bound of the requests of one socket that wait for their answer
     * @param maxConcurrentRequests how many requests of one socket run at the same time
     * @param allowedOrigins origins that may connect beside the server's own, for instance {@code https://chat.example.org}
     * @param ownFrames whether Dewey reads and writes the frames of MCP itself; otherwise the container's WebSocket does
     */
    public record WebSocket(
            int maxMessageBytes,
            Duration pingInterval,
            Duration sendTimeout,
            int maxQueuedBytes,
            int maxQueuedMessages,
            int maxConcurrentRequests,
            List<String> allowedOrigins,
            boolean ownFrames) {
        public WebSocket {
            allowedOrigins = List.copyOf(allowedOrigins);
        }
    }

    /**
     * @param maxSessions most sessions of the revisions before 2026-07-28 at the same time; the next one is refused with 503
     * @param sessionIdleTimeout after which time without a request or an open stream such a session is forgotten
     * @param maxOpenRequests how many requests may be open at the same time, those that only listen among them
     * @param maxSessionRequests the same for one session
     * @param headTimeout in which time the head of a request must be there, where the server does not see to that (Payara)
     * @param bodyTimeout from which time on the body of a request must come at some speed
     */
    public record Http(
            int maxSessions,
            Duration sessionIdleTimeout,
            int maxOpenRequests,
            int maxSessionRequests,
            Duration headTimeout,
            Duration bodyTimeout) {}

    /**
     * @param authorizationServers issuers whose tokens are taken, as RFC 9728 has it; {@code issuer} unless set, and where both are empty
     *     nobody is told of any
     * @param publicUrl where clients see this server, without a path; empty: what they call it
     * @param allowedHosts names by which this server may be asked; empty: any, but those of loopback only while no credentials are asked for
     * @param tokens static tokens, of which only hashes are known
     * @param tokensFile a file with more of them, read again when it changes
     * @param takesQueryTokens whether {@code access_token} in the query is looked at; addresses end up in logs, headers do not
     * @param openId whose signed tokens are taken; empty: nobody's
     */
    public record Security(
            List<URI> authorizationServers,
            Optional<URI> publicUrl,
            List<String> allowedHosts,
            List<TokenEntry> tokens,
            Optional<Path> tokensFile,
            boolean takesQueryTokens,
            Optional<OpenId> openId) {
        public Security {
            authorizationServers = List.copyOf(authorizationServers);
            allowedHosts = List.copyOf(allowedHosts);
            tokens = List.copyOf(tokens);
        }

        /** Whether callers must show credentials. */
        public boolean asksForCredentials() {
            return !tokens.isEmpty() || tokensFile.isPresent() || openId.isPresent();
        }
    }

    /** @param key makes the hashes of the audit, so that who can write to the database cannot make them; empty: anyone can */
    public record Audit(Optional<String> key) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Audit[key=" + (key.isPresent() ? "***" : "none") + "]";
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

    /**
     * @param directory whose transcripts are imported as they come and grow; empty: none
     * @param interval how often to look
     * @param tenant whose they are
     */
    public record Watch(Optional<Path> directory, Duration interval, String tenant) {}

    /**
     * @param trashWindow how long a deleted conversation can be restored; zero: it cannot
     * @param interval how often the policies of retention are applied, and what was trashed long enough is erased
     */
    public record Retention(Duration trashWindow, Duration interval) {}

    /**
     * @param maxQueuedBytes bound of what was relayed and is not yet stored or spooled, in characters of text and bytes of data; a
     *     sixteenth of the heap unless set, from 64 to 256 MiB
     * @param maxQueuedMessages the same, in messages
     * @param maxBodyBytes largest body that is recorded whole, in UTF-8 bytes; of a larger one the beginning
     * @param spoolDirectory where the record waits for the database; must survive a restart
     * @param maxSpoolBytes bound of what waits there
     * @param redactDefaults whether the built-in rules hold beside the two below
     * @param redactPatterns what is a secret in any text; of a pattern with a group, only the first group is
     * @param redactPaths members that are secret: a name at any depth, or with dots a path from the message, as in {@code params.arguments.pin}
     */
    public record Recording(
            long maxQueuedBytes,
            int maxQueuedMessages,
            int maxBodyBytes,
            Path spoolDirectory,
            long maxSpoolBytes,
            boolean redactDefaults,
            List<Pattern> redactPatterns,
            List<String> redactPaths) {
        public Recording {
            redactPatterns = List.copyOf(redactPatterns);
            redactPaths = List.copyOf(redactPaths);
        }
    }

    /** @param maxAnswerBytes bound of the message contents in one answer; what does not fit comes with the next cursor */
    public record Tools(int maxAnswerBytes) {}

    /**
     * @param document the {@code mcpServers} JSON; empty: see {@code file}
     * @param file a file with that JSON, read again when it changes
     * @param allowedAddresses addresses that upstreams may have although they are link-local, metadata or the like
     * @param failuresUntilOpen how many failures to reach an upstream, one after the other, until it is left alone
     * @param delayWhenOpen how long it is left alone before the next session may try it
     * @param maxHttpExchanges how many requests over HTTP may be relayed at the same time
     * @param ownFrames whether relays over WebSocket read and write their frames themselves; otherwise the container and the JDK do
     */
    public record Upstreams(
            Optional<String> document,
            Optional<Path> file,
            List<AddressRange> allowedAddresses,
            int failuresUntilOpen,
            Duration delayWhenOpen,
            int maxHttpExchanges,
            boolean ownFrames) {
        public Upstreams {
            allowedAddresses = List.copyOf(allowedAddresses);
        }

        /** Without the document, which may hold secrets. */
        @Override
        public String toString() {
            return "Upstreams[file=" + file + ", allowedAddresses=" + allowedAddresses + "]";
        }
    }

    /**
     * @param announceTime for how long everything is still served after the readiness has gone down
     * @param drainTimeout how long running calls may take to finish then
     */
    public record Shutdown(Duration announceTime, Duration drainTimeout) {}

    /**
     * Reads and checks all settings.
     *
     * @throws InvalidSettings with every problem that was found
     */
    public static Settings read(Config config) {
        SettingsReader read = new SettingsReader(config);
        Settings settings = new Settings(
                new Database(
                        read.duration(
                                "dewey.database.startup-timeout", seconds(60), Duration.ZERO, Duration.ofHours(1)),
                        read.number("dewey.database.partitions", 0, 0, 256),
                        read.optional("dewey.database.replica")),
                new Mcp(
                        read.duration("dewey.mcp.answer-timeout", seconds(300), seconds(1), seconds(3600)),
                        read.number("dewey.mcp.max-waiting-calls", 8, 1, 31),
                        read.optional("dewey.mcp.state-key"),
                        read.duration("dewey.mcp.state-life", seconds(3600), seconds(1), Duration.ofHours(24)),
                        read.duration("dewey.mcp.look-for-changes", Duration.ZERO, Duration.ZERO, seconds(3600))),
                new WebSocket(
                        (int) read.bytes("dewey.websocket.max-message-bytes", 16 * MIB, KIB, 16 * MIB),
                        read.duration(
                                "dewey.websocket.ping-interval", seconds(25), Duration.ofMillis(100), seconds(3600)),
                        read.duration(
                                "dewey.websocket.send-timeout", seconds(20), Duration.ofMillis(100), seconds(3600)),
                        (int) read.bytes("dewey.websocket.max-queued-bytes", 64 * MIB, MIB, GIB),
                        read.number("dewey.websocket.max-queued-messages", 10_000, 1, 1_000_000),
                        read.number("dewey.websocket.max-concurrent-requests", 16, 1, 1024),
                        read.list("dewey.websocket.allowed-origins"),
                        read.flag("dewey.websocket.own-frames", false)),
                new Http(
                        read.number("dewey.http.max-sessions", 10_000, 1, 1_000_000),
                        read.duration("dewey.http.session-idle-timeout", seconds(1800), seconds(1), Duration.ofDays(7)),
                        read.number("dewey.http.max-open-requests", 10_000, 1, 1_000_000),
                        read.number("dewey.http.max-session-requests", 64, 1, 10_000),
                        read.duration("dewey.http.head-timeout", seconds(20), seconds(1), seconds(3600)),
                        read.duration("dewey.http.body-timeout", seconds(20), seconds(1), seconds(3600))),
                SecuritySettings.read(read),
                new Audit(read.optional("dewey.audit.key")),
                new Conversations(
                        (int) read.bytes("dewey.conversations.max-content-bytes", MIB, KIB, 64 * MIB),
                        (int) read.bytes("dewey.conversations.max-metadata-bytes", 256 * KIB, KIB, 64 * MIB),
                        read.number("dewey.conversations.max-metadata-depth", 32, 1, 500),
                        read.number("dewey.conversations.max-bulk-messages", 10_000, 1, 100_000)),
                new Transcripts(
                        read.path("dewey.transcripts.import-directory"),
                        read.bytes("dewey.transcripts.max-file-bytes", GIB, KIB, 64 * GIB),
                        (int) read.bytes("dewey.transcripts.max-line-bytes", 32 * MIB, KIB, 256 * MIB)),
                new Watch(
                        read.path("dewey.transcripts.watch-directory"),
                        read.duration("dewey.transcripts.watch-interval", seconds(60), seconds(1), Duration.ofDays(1)),
                        read.optional("dewey.transcripts.watch-tenant").orElse("default")),
                new Retention(
                        read.duration(
                                "dewey.retention.trash-window",
                                Duration.ofDays(30),
                                Duration.ZERO,
                                Duration.ofDays(3650)),
                        read.duration("dewey.retention.interval", seconds(3600), seconds(1), Duration.ofDays(7))),
                new Recording(
                        read.bytes("dewey.recording.max-queued-bytes", partOfHeap(), 64 * KIB, 8 * GIB),
                        read.number("dewey.recording.max-queued-messages", 100_000, 10, 10_000_000),
                        (int) read.bytes("dewey.recording.max-body-bytes", MIB, KIB, 16 * MIB),
                        read.path("dewey.recording.spool-directory")
                                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".dewey", "spool")),
                        read.bytes("dewey.recording.max-spool-bytes", GIB, 0, 1024 * GIB),
                        read.flag("dewey.recording.redact-defaults", true),
                        read.patterns("dewey.recording.redact-patterns"),
                        read.list("dewey.recording.redact-paths")),
                new Tools((int) read.bytes("dewey.tools.max-answer-bytes", 4 * MIB, 64 * KIB, 256 * MIB)),
                new Upstreams(
                        read.raw("dewey.proxy.upstreams"),
                        read.path("dewey.proxy.upstreams-file"),
                        read.addressRanges("dewey.proxy.allowed-addresses"),
                        read.number("dewey.proxy.failures-until-open", 5, 1, 1000),
                        read.duration(
                                "dewey.proxy.delay-when-open", seconds(10), Duration.ofMillis(100), seconds(3600)),
                        read.number("dewey.proxy.max-http-exchanges", 1000, 1, 100_000),
                        read.flag("dewey.proxy.own-frames", true)),
                LimitSettings.read(read),
                new Shutdown(
                        read.duration("dewey.shutdown.announce-time", Duration.ZERO, Duration.ZERO, seconds(300)),
                        read.duration("dewey.shutdown.drain-timeout", seconds(20), Duration.ZERO, seconds(600))),
                LogLevel.choose(read.optional("dewey.log-level").orElse("INFO")));
        read.finish();
        return settings;
    }

    /** A sixteenth, but at least 64 and at most 256 MiB. */
    private static long partOfHeap() {
        return Math.max(64 * MIB, Math.min(256 * MIB, Runtime.getRuntime().maxMemory() / 16));
    }

    private static Duration seconds(long amount) {
        return Duration.ofSeconds(amount);
    }
}
