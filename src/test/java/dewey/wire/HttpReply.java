package dewey.wire;

/** An HTTP answer. */
public record HttpReply(HttpHead head, String body) {
    public int status() {
        return head.status();
    }
}
