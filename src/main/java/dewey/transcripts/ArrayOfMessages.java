package dewey.transcripts;

import dewey.conversations.Limits;
import dewey.conversations.NewMessage;
import dewey.refusals.Refused;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads a file that is one JSON array of messages: all of them, or the refusal of the first that is wrong. */
final class ArrayOfMessages {
    private static final String FIELD = "messages_file";

    private final JsonProvider provider;
    private final JsonBuilderFactory json;
    private final Limits limits;
    private final int maxMessages;

    ArrayOfMessages(JsonProvider provider, JsonBuilderFactory json, Limits limits, int maxMessages) {
        this.provider = provider;
        this.json = json;
        this.limits = limits;
        this.maxMessages = maxMessages;
    }

    List<NewMessage> read(TranscriptFile file, int maxBytes) throws IOException {
        if (file.size() > maxBytes) {
            throw Refused.tooLarge(FIELD, file.size(), maxBytes, "bytes in one array");
        }
        String text = text(file.fromStart().readAllBytes());
        if (JsonText.isTooDeep(text)) {
            throw Refused.invalid(FIELD, "is nested deeper than " + JsonText.MAX_DEPTH);
        }
        try (JsonParser parser = provider.createParser(new StringReader(text))) {
            return messages(parser);
        } catch (JsonException | IllegalStateException | NoSuchElementException e) {
            throw Refused.invalid(FIELD, "is not a JSON array");
        }
    }

    private List<NewMessage> messages(JsonParser parser) {
        List<NewMessage> messages = new ArrayList<>();
        parser.next();
        while (parser.next() != JsonParser.Event.END_ARRAY) {
            if (messages.size() == maxMessages) {
                throw Refused.invalid(
                        FIELD,
                        "holds more than " + maxMessages
                                + " messages in one array; write them one on each line (JSON Lines)");
            }
            messages.add(message(parser.getValue(), messages.size()));
        }
        if (parser.hasNext()) {
            throw Refused.invalid(FIELD, "goes on after the end of its array");
        }
        if (messages.isEmpty()) {
            throw Refused.invalid(FIELD, "holds no message: its array is empty");
        }
        return messages;
    }

    private NewMessage message(JsonValue value, int index) {
        try {
            NewMessage message = PlainMessage.read(value, json);
            limits.check(message);
            return message;
        } catch (Refused e) {
            throw e.inside(FIELD + "[" + index + "]");
        }
    }

    private static String text(byte[] bytes) {
        int mark = bytes.length >= 3 && (bytes[0] & 0xff) == 0xef ? 3 : 0;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refused.invalid(FIELD, "is not UTF-8");
        }
    }
}
