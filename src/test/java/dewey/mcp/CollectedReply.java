package dewey.mcp;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a request is answered. */
final class CollectedReply implements Reply {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile Answer answer;
    private volatile boolean takenBack;

    @Override
    public void message(String text) {
        messages.add(text);
    }

    @Override
    public void answer(Answer given) {
        if (answer != null || takenBack) {
            throw new AssertionError("answered twice: " + given);
        }
        answer = given;
    }

    @Override
    public void none() {
        takenBack = true;
    }

    @Override
    public void letGo() {
        messages.add("{\"letGo\":true}");
    }

    boolean isTakenBack() {
        return takenBack;
    }

    /** What came before the answer. */
    List<JsonObject> messages() {
        return messages.stream().map(CollectedReply::json).toList();
    }

    Optional<JsonObject> answer() {
        return Optional.ofNullable(answer).map(given -> json(given.text()));
    }

    private static JsonObject json(String text) {
        try {
            return JsonText.read(text).asJsonObject();
        } catch (InvalidJson e) {
            throw new AssertionError(text, e);
        }
    }
}
