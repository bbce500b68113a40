package dewey.recording;

import dewey.conversations.Role;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.toollists.SeenTools;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A {@link Line} as one line of JSON in UTF-8, without loss: lone surrogates are written as escapes. */
final class LineText {
    private static final System.Logger LOG = System.getLogger("dewey.recording");

    private LineText() {}

    static byte[] write(Line line) {
        JsonObjectBuilder json =
                JsonText.object().add("session", line.session().toString()).add("tenant", line.tenant());
        if (line instanceof Line.Opened opened) {
            json.add("line", "opened").add("title", opened.title()).add("metadata", opened.metadata());
        } else if (line instanceof Line.Said said) {
            json.add("line", "said")
                    .add("sequence", said.sequence())
                    .add("at", said.at().toString())
                    .add("role", said.role().wireName())
                    .add("metadata", said.metadata());
        } else if (line instanceof Line.Noted noted) {
            json.add("line", "noted").add("metadata", noted.members()).add("last", noted.last());
        } else if (line instanceof Line.Listed listed) {
            json.add("line", "listed")
                    .add("upstream", listed.tools().upstream())
                    .add("sequence", listed.tools().sequence())
                    .add("at", listed.tools().at().toString())
                    .add("tools", listed.tools().tools());
        }
        String text = JsonText.write(json.build());
        if (line instanceof Line.Said said) {
            // by far the most of it, and so in one pass: the provider's generator takes several
            text = text.substring(0, text.length() - 1) + ",\"content\":" + JsonText.quote(said.content()) + "}";
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The line, if it is one: a line of a version to come may be none, and must not keep the others from being stored. */
    static Optional<Line> readable(byte[] text) {
        try {
            return Optional.of(read(text));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a spooled line cannot be read; it is left out", e);
            return Optional.empty();
        }
    }

    static Line read(byte[] text) {
        try {
            JsonObject json = (JsonObject) JsonText.read(new String(text, StandardCharsets.UTF_8));
            UUID session = UUID.fromString(json.getString("session"));
            String tenant = json.getString("tenant");
            JsonObject metadata = json.getJsonObject("metadata");
            return switch (json.getString("line")) {
                case "opened" -> new Line.Opened(session, tenant, json.getString("title"), metadata);
                case "noted" -> new Line.Noted(session, tenant, metadata, json.getBoolean("last"));
                case "listed" ->
                    new Line.Listed(
                            tenant,
                            new SeenTools(
                                    json.getString("upstream"),
                                    session,
                                    json.getJsonNumber("sequence").longValueExact(),
                                    Instant.parse(json.getString("at")),
                                    json.getJsonArray("tools")));
                default ->
                    new Line.Said(
                            session,
                            tenant,
                            json.getJsonNumber("sequence").longValueExact(),
                            Instant.parse(json.getString("at")),
                            Role.named(json.getString("role")),
                            json.getString("content"),
                            metadata);
            };
        } catch (InvalidJson e) {
            throw new IllegalArgumentException("not a line that Dewey wrote", e);
        }
    }
}
