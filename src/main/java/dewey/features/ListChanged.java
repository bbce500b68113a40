package dewey.features;

/**
 * A CDI event: one of the lists that clients may have read is another now.
 *
 * @param tenant whose; null when it is everybody's
 */
public record ListChanged(Kind kind, String tenant) {
    /** Which list. */
    public enum Kind {
        TOOLS,
        PROMPTS,
        RESOURCES
    }
}
