package dewey.transfers;

import dewey.refusals.Refused;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The parameters of an address. */
final class QueryString {
    private QueryString() {}

    /** The value of a parameter; null when it is not there. */
    static String value(String query, String name) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                try {
                    return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw Refused.invalid(name, "is not encoded as an address has it");
                }
            }
        }
        return null;
    }
}
