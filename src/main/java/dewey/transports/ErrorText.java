package dewey.transports;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;

/** What a server says in the body of a failed request, where it is an error of JSON-RPC that names no request. */
public final class ErrorText {
    private static final int LONGEST = 200;

    private ErrorText() {}

    /** Empty where it says nothing. */
    static Optional<String> of(String body) {
        try {
            if (JsonText.read(body) instanceof JsonObject object
                    && object.get("error") instanceof JsonObject error
                    && error.get("message") instanceof JsonString message) {
                String said = message.getString().replaceAll("\\p{Cntrl}", " ");
                return Optional.of(said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…");
            }
        } catch (InvalidJson e) {
            // what is no JSON is not passed on: it may be a page with anything in it
            return Optional.empty();
        }
        return Optional.empty();
    }
}
