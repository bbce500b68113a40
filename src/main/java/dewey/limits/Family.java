package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.LimitSettings.Rate;
import java.util.Locale;

/** What kind of thing a caller asks for: each kind has an allowance of its own, so that one is not spent by another. */
public enum Family {
    /** Calls that give back what is stored. */
    READ("calls that read"),
    /** Calls that store, change or delete a single thing. */
    WRITE("calls that write"),
    SEARCH("searches"),
    /** Bulks, imports and exports: one call is the work of thousands. */
    BULK("bulks"),
    /** Requests over HTTP to upstreams. */
    PROXY("requests to upstreams"),
    /** Whatever arrives, pings and notifications included. */
    MESSAGES("messages");

    private final String words;

    Family(String words) {
        this.words = words;
    }

    /** How it reads in a sentence, in the plural. */
    String words() {
        return words;
    }

    /** The spelling in metrics: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Rate rate(LimitSettings settings) {
        return switch (this) {
            case READ -> settings.read();
            case WRITE -> settings.write();
            case SEARCH -> settings.search();
            case BULK -> settings.bulk();
            case PROXY -> settings.proxy();
            case MESSAGES -> settings.messages();
        };
    }
}
