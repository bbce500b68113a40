package dewey.websocket;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The answer to a plain request where WebSocket is spoken (RFC 9110 §15.5.22). */
public final class UpgradeRequired {
    private static final int STATUS = 426;

    private UpgradeRequired() {}

    public static void answer(HttpServletResponse response, String words) throws IOException {
        byte[] text = (words + "\n").getBytes(StandardCharsets.US_ASCII);
        response.setStatus(STATUS);
        response.setHeader("Upgrade", "websocket");
        response.setContentType("text/plain");
        // Payara delimits no body where the header Upgrade is set: the client would wait for the idle time-out
        response.setHeader("Connection", "close");
        response.setContentLength(text.length);
        response.getOutputStream().write(text);
    }
}
