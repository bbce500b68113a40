package dewey.recording;

import java.util.Locale;

/** Which way a message went. */
public enum Direction {
    CLIENT_TO_SERVER,
    SERVER_TO_CLIENT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
