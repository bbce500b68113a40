package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/**
 * One page that needs nothing else, light or dark as the reader likes it.
 *
 * <p>All that was stored is text in it, never markup, and its policy allows nothing but its own style: no script, no request.
 */
final class HtmlPage implements Script {
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--line:#8883;--soft:#7778;--user:#2563eb;--assistant:#0f766e;--program:#8b5cf6}
            body{font:16px/1.55 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.5rem;line-height:1.25;margin:3rem 0 .25rem}
            .facts,footer{color:GrayText;font-size:.85rem}
            article{border-inline-start:3px solid var(--program);margin:1.5rem 0;padding:.1rem 0 .1rem 1rem}
            article.user{border-color:var(--user)}
            article.assistant{border-color:var(--assistant)}
            h2{font-size:.85rem;font-weight:600;margin:0 0 .4rem}
            h2 time{font-weight:400;color:GrayText}
            .said{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;margin:0}
            details .said{font:.85rem/1.5 ui-monospace,monospace}
            summary{cursor:pointer;color:GrayText;font-size:.85rem}
            @media print{article{break-inside:avoid}details:not([open])>.said{display:block}}
            """;

    private static final String HEAD = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
            + hash(STYLE) + "'; base-uri 'none'; form-action 'none'\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Conversations</title>\n<style>" + STYLE
            + "</style>\n</head>\n<body>\n<main>\n";

    @Override
    public void begin(Instant now, StringBuilder out) {
        out.append(HEAD);
    }

    @Override
    public void conversation(Conversation conversation, StringBuilder out) {
        out.append("<section>\n<h1 dir=\"auto\">");
        text(Labels.title(conversation), out);
        out.append("</h1>\n<p class=\"facts\">")
                .append(conversation.messageCount())
                .append(" messages since ");
        out.append(Labels.time(conversation.createdAt())).append(" · ").append(conversation.id());
        conversation.sessionId().ifPresent(session -> {
            out.append(" · session <bdi>");
            text(session, out);
            out.append("</bdi>");
        });
        out.append("</p>\n");
    }

    @Override
    public void message(Message message, StringBuilder out) {
        String role = message.role().wireName();
        out.append("<article class=\"").append(role).append("\">\n<h2>").append(message.turnNumber());
        out.append(" · ").append(role);
        message.author().ifPresent(author -> {
            out.append(" · <bdi>");
            text(author, out);
            out.append("</bdi>");
        });
        out.append(" <time datetime=\"").append(message.createdAt()).append("\">");
        out.append(Labels.time(message.createdAt())).append("</time></h2>\n");
        String content = Labels.content(message);
        if (Labels.isOfAProgram(message)) {
            out.append("<details><summary>").append(content.length()).append(" characters</summary>");
            said(content, out);
            out.append("</details>");
        } else {
            said(content, out);
        }
        out.append("\n</article>\n");
    }

    @Override
    public void endOfConversation(StringBuilder out) {
        out.append("</section>\n");
    }

    @Override
    public void end(StringBuilder out) {
        out.append("</main>\n</body>\n</html>\n");
    }

    private static void said(String content, StringBuilder out) {
        out.append("<pre class=\"said\">");
        text(content, out);
        out.append("</pre>");
    }

    /** The text as HTML shows it: no markup, and of characters that HTML forbids a picture. */
    static void text(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append(c);
                case '\r' -> out.append("&#13;");
                case '\u007f' -> out.append('\u2421');
                default -> out.append(c < ' ' ? (char) ('\u2400' + c) : shown(text, i));
            }
        }
    }

    private static char shown(String text, int at) {
        char c = text.charAt(at);
        boolean paired =
                Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                        || Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        boolean forbidden = c >= '\u0080' && c <= '\u009f' || c >= '\ufdd0' && c <= '\ufdef' || c >= '\ufffe';
        return forbidden || Character.isSurrogate(c) && !paired ? '\ufffd' : c;
    }

    private static String hash(String style) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
