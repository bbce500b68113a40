package dewey.security;

/**
 * A CDI event: what somebody did, or was not let do, for the audit. Fired when the outcome is known.
 *
 * @param caller who, and from where
 * @param action what kind of thing
 * @param what the tool, resource, prompt, upstream or page
 * @param target what it was done to, for instance a conversation's id; empty for none
 * @param outcome how it ended
 */
public record Deed(Caller caller, Action action, String what, String target, Outcome outcome) {
    private static final int LONGEST = 200;

    public Deed {
        what = shortened(what);
        target = shortened(target);
    }

    /** Kinds of deeds. */
    public enum Action {
        READ,
        WRITE,
        DELETE,
        EXPORT,
        IMPORT,
        ADMINISTER,
        RELAY,
        AUTHENTICATE
    }

    /** How a deed ended: it was done, refused by a rule, not allowed to this caller, or it failed by a fault of the server. */
    public enum Outcome {
        DONE,
        REFUSED,
        DENIED,
        FAILED
    }

    /** Names come from clients, and may have any length. */
    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST / 2)) + "…";
    }
}
