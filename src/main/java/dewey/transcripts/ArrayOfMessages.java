package dewey.transcripts;

import dewey.conversations.Limits;
import dewey.conversations.NewMessage;
import dewey.formats.PlainMessages;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads a file that is one JSON array of messages: all of them, or the refusal of the first that is wrong. */
final class ArrayOfMessages {
    private static final String FIELD = "messages_file";

    private final Limits limits;
    private final int maxMessages;

    ArrayOfMessages(Limits limits, int maxMessages) {
        this.limits = limits;
        this.maxMessages = maxMessages;
    }

    List<NewMessage> read(TranscriptFile file, int maxBytes) throws IOException {
        if (file.size() > maxBytes) {
            throw Refused.tooLarge(FIELD, file.size(), maxBytes, "bytes in one array");
        }
        String text = text(file.fromStart().readAllBytes());
        try (JsonParser parser = JsonText.parser(text)) {
            return messages(parser);
        } catch (InvalidJson e) {
            throw Refused.invalid(FIELD, "is " + e.getMessage());
        } catch (JsonException | IllegalStateException | NoSuchElementException e) {
            throw Refused.invalid(FIELD, "is not a JSON array");
        } catch (NumberFormatException | UnsupportedOperationException e) {
            throw Refused.invalid(FIELD, "is " + InvalidJson.because(e).getMessage());
        }
    }

    private List<NewMessage> messages(JsonParser parser) throws InvalidJson {
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
        JsonText.requireEnd(parser);
        if (messages.isEmpty()) {
            throw Refused.invalid(FIELD, "holds no message: its array is empty");
        }
        return messages;
    }

    private NewMessage message(JsonValue value, int index) {
        try {
            NewMessage message = PlainMessages.message(value);
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
