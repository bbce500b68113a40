package dewey.mcp;

import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.util.Optional;
import java.util.stream.Stream;

/** The revisions of MCP that Dewey speaks, newest first. */
public enum ProtocolVersion {
    /** Stateless: every request says in its {@code _meta} what it needs. */
    V2026_07_28("2026-07-28"),
    V2025_11_25("2025-11-25"),
    V2025_06_18("2025-06-18"),
    V2025_03_26("2025-03-26"),
    V2024_11_05("2024-11-05");

    /** What a client that asks for an unknown revision is offered. */
    public static final ProtocolVersion NEWEST_LEGACY = V2025_11_25;

    private final String text;

    ProtocolVersion(String text) {
        this.text = text;
    }

    public static Optional<ProtocolVersion> named(String text) {
        return Stream.of(values()).filter(version -> version.text.equals(text)).findFirst();
    }

    static JsonArray allNames() {
        JsonArrayBuilder names = JsonText.array();
        Stream.of(values()).forEach(version -> names.add(version.text));
        return names.build();
    }

    public boolean isModern() {
        return this == V2026_07_28;
    }

    /** JSON-RPC batches came with 2025-03-26 and went with its successor. */
    public boolean allowsBatches() {
        return this == V2025_03_26;
    }

    @Override
    public String toString() {
        return text;
    }
}
