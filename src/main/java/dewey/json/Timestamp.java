package dewey.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as JSON has them: ISO 8601 in UTC with microseconds, all of one length, so that they sort as texts. */
public final class Timestamp {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamp() {}

    public static String text(Instant moment) {
        return MICROSECONDS.format(moment);
    }
}
