package dewey.transports;

import dewey.frames.Opcodes;
import java.nio.charset.StandardCharsets;

/** How the close of one side is told to the other (RFC 6455 §7.4): the same code wherever it may be sent. */
public final class CloseCodes {
    static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    static final int NONE = 1005;
    public static final int ABNORMAL = 1006;
    public static final int TOO_BIG = 1009;
    public static final int TRY_AGAIN_LATER = 1013;
    /** The IANA registry's "Bad Gateway": the upstream cannot be reached, or was lost. */
    public static final int BAD_GATEWAY = 1014;

    private static final int MAX_REASON_BYTES = 123;

    private CloseCodes() {}

    /** For the client, when the upstream ended with {@code code}. */
    public static int forClient(int code) {
        if (code == NONE) {
            return NORMAL;
        }
        return Opcodes.mayClose(code) ? code : BAD_GATEWAY;
    }

    /** For the upstream, when the client ended with {@code code}. */
    public static int forUpstream(int code) {
        if (code == NONE) {
            return NORMAL;
        }
        return Opcodes.mayClose(code) ? code : GOING_AWAY;
    }

    /** As much of {@code reason} as fits into a close frame, on a character's boundary. */
    public static String fitting(String reason) {
        String text = reason == null ? "" : reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
