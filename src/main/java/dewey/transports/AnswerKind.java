package dewey.transports;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** What the body of an HTTP answer is. */
public enum AnswerKind {
    JSON,
    EVENTS,
    OTHER;

    static AnswerKind of(int status, HttpHeaders headers) {
        String type = headers.firstValue("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (type.equals("text/event-stream") && status == 200) {
            return EVENTS;
        }
        return type.equals("application/json") || type.endsWith("+json") ? JSON : OTHER;
    }
}
