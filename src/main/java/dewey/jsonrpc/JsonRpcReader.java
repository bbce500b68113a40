package dewey.jsonrpc;

import dewey.json.InvalidJson;
import dewey.json.JsonBounds;
import dewey.json.JsonText;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/**
 * Reads a text as JSON-RPC 2.0. Never throws: what cannot be read becomes a {@link Message.Malformed} with the error to answer,
 * so that a bad message never costs the connection.
 */
public final class JsonRpcReader {
    /** Most messages in one batch. */
    public static final int MAX_BATCH = 100;

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,1000}");

    private JsonRpcReader() {}

    public static Incoming read(String text) {
        try (JsonParser parser = JsonText.parser(text, JsonBounds.MESSAGE)) {
            return switch (parser.next()) {
                case START_OBJECT -> new Incoming.Single(message(parser));
                case START_ARRAY -> batch(parser);
                default -> {
                    JsonText.requireEnd(parser);
                    yield malformed(null, JsonRpcError.invalidRequest("a message is a JSON object"));
                }
            };
        } catch (JsonBounds.Exceeded e) {
            return beyondBounds(text, e);
        } catch (InvalidJson e) {
            return malformed(null, JsonRpcError.parseError(e.getMessage()));
        } catch (JsonException | NoSuchElementException | IllegalStateException e) {
            return malformed(
                    null, JsonRpcError.parseError(InvalidJson.because(e).getMessage()));
        } catch (NumberFormatException | UnsupportedOperationException e) {
            return malformed(
                    idOf(text),
                    JsonRpcError.invalidParams(
                            "the message is " + InvalidJson.because(e).getMessage()));
        }
    }

    /** With its id, where one can be seen at a glance: its sender must not wait for ever. */
    private static Incoming beyondBounds(String text, JsonBounds.Exceeded exceeded) {
        List<Glance> glances = Glance.at(text);
        return glances.size() == 1 && isLegal(glances.get(0).id())
                ? malformed(glances.get(0).id(), JsonRpcError.invalidParams("the message is " + exceeded.getMessage()))
                : malformed(null, JsonRpcError.parseError(exceeded.getMessage()));
    }

    /** An id that goes beyond the bounds itself is not given back, because its sender could not read it either. */
    private static boolean isLegal(RequestId id) {
        return id != null
                && (id.token().startsWith("\"") || INTEGER.matcher(id.token()).matches());
    }

    /** The id of a message whose other members cannot be read, so that its sender does not wait for ever; null for a batch. */
    private static RequestId idOf(String text) {
        try (JsonParser parser = JsonText.parser(text)) {
            if (parser.next() == Event.START_OBJECT) {
                for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
                    boolean isId = parser.getString().equals("id");
                    Event value = parser.next();
                    if (isId) {
                        return id(value, parser);
                    }
                    skip(value, parser);
                }
            }
        } catch (InvalidJson | JsonException | NoSuchElementException | IllegalStateException e) {
            return null;
        }
        return null;
    }

    private static void skip(Event value, JsonParser parser) {
        if (value == Event.START_OBJECT) {
            parser.skipObject();
        } else if (value == Event.START_ARRAY) {
            parser.skipArray();
        }
    }

    /** Null when it is neither a string nor an integer. */
    private static RequestId id(Event value, JsonParser parser) {
        return switch (value) {
            case VALUE_STRING -> new RequestId(JsonText.quote(parser.getString()));
            case VALUE_NUMBER -> {
                String token = parser.getString();
                yield INTEGER.matcher(token).matches() ? new RequestId(token) : null;
            }
            default -> {
                skip(value, parser);
                yield null;
            }
        };
    }

    private static Incoming batch(JsonParser parser) {
        List<Message> messages = new ArrayList<>();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            if (messages.size() == MAX_BATCH) {
                return malformed(null, JsonRpcError.invalidRequest("a batch holds at most " + MAX_BATCH + " messages"));
            }
            if (event == Event.START_OBJECT) {
                messages.add(message(parser));
            } else {
                parser.getValue();
                messages.add(new Message.Malformed(null, JsonRpcError.invalidRequest("a message is a JSON object")));
            }
        }
        return messages.isEmpty()
                ? malformed(null, JsonRpcError.invalidRequest("the batch is empty"))
                : new Incoming.Batch(messages);
    }

    /** Reads the members by hand, because only the parser knows the token with which a number was written. */
    private static Message message(JsonParser parser) {
        Envelope envelope = new Envelope();
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            String member = parser.getString();
            Event value = parser.next();
            if (member.equals("id")) {
                envelope.id(value, parser);
            } else {
                envelope.member(member, parser.getValue());
            }
        }
        return envelope.toMessage();
    }

    private static Incoming malformed(RequestId id, JsonRpcError error) {
        return new Incoming.Single(new Message.Malformed(id, error));
    }

    /** The members of one message object, collected in whatever order they come. */
    private static final class Envelope {
        private RequestId id;
        private boolean idPresent;
        private JsonValue version;
        private JsonValue method;
        private JsonValue params;
        private JsonValue result;
        private JsonValue error;

        void id(Event event, JsonParser parser) {
            idPresent = true;
            id = JsonRpcReader.id(event, parser);
        }

        void member(String name, JsonValue value) {
            switch (name) {
                case "jsonrpc" -> version = value;
                case "method" -> method = value;
                case "params" -> params = value;
                case "result" -> result = value;
                case "error" -> error = value;
                default -> {
                    // JSON-RPC names no other members; what it does not name is not ours to refuse
                }
            }
        }

        Message toMessage() {
            if (!(version instanceof JsonString text) || !text.getString().equals("2.0")) {
                return refuse("\"jsonrpc\" must be \"2.0\"");
            }
            if (idPresent && id == null) {
                return refuse("\"id\" must be a string or an integer");
            }
            if (method == null) {
                return response();
            }
            if (!(method instanceof JsonString name)) {
                return refuse("\"method\" must be a string");
            }
            if (params != null && !(params instanceof JsonObject)) {
                return new Message.Malformed(id, JsonRpcError.invalidParams("\"params\" must be an object"));
            }
            JsonObject given = params == null ? JsonValue.EMPTY_JSON_OBJECT : params.asJsonObject();
            return idPresent
                    ? new Message.Request(id, name.getString(), given)
                    : new Message.Notification(name.getString(), given);
        }

        private Message response() {
            if (idPresent && (result != null || error != null)) {
                JsonValue answer = result != null ? result : error;
                String kind = result != null ? "result" : "error";
                return new Message.Response(
                        id, JsonText.object().add(kind, answer).build());
            }
            return refuse("neither a request, a notification nor a response");
        }

        private Message refuse(String why) {
            return new Message.Malformed(id, JsonRpcError.invalidRequest(why));
        }
    }
}
