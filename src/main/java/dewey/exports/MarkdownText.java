package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markdown for people: what people and models said as it is, since they write Markdown, and what programs said as code.
 *
 * <p>A fence is always longer than any within. Lines of a message that look like the heading of a message are indented by a
 * backslash, so that no message can pretend that another begins.
 */
final class MarkdownText implements Script {
    private static final Pattern FENCE = Pattern.compile("`{3,}");
    private static final Pattern HEADING = Pattern.compile("(?m)^(\\h{0,3})(#{1,2}\\h|-{3,}\\h*$|={3,}\\h*$)");
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|]");

    @Override
    public void begin(Instant now, StringBuilder out) {
        // the first conversation begins the text
    }

    @Override
    public void conversation(Conversation conversation, StringBuilder out) {
        out.append("# ").append(escaped(Labels.title(conversation))).append("\n\n");
        out.append("- conversation `").append(conversation.id()).append("`\n");
        conversation.sessionId().ifPresent(session -> out.append("- session ")
                .append(escaped(oneLine(session)))
                .append('\n'));
        out.append("- begun ").append(Labels.time(conversation.createdAt()));
        out.append(", ").append(conversation.messageCount()).append(" messages\n");
        String tags = Labels.tags(conversation);
        if (!tags.isEmpty()) {
            out.append("- tags ").append(escaped(tags)).append('\n');
        }
        out.append('\n');
    }

    @Override
    public void message(Message message, StringBuilder out) {
        out.append("## ")
                .append(message.turnNumber())
                .append(" · ")
                .append(message.role().wireName());
        message.author().ifPresent(author -> out.append(" · ").append(escaped(oneLine(author))));
        out.append(" · ").append(Labels.time(message.createdAt())).append("\n\n");
        String content = Labels.content(message);
        if (Labels.isOfAProgram(message)) {
            String fence = fence(content);
            out.append(fence).append('\n').append(content).append('\n').append(fence);
        } else {
            out.append(HEADING.matcher(content).replaceAll("$1\\\\$2"));
        }
        out.append("\n\n");
    }

    @Override
    public void endOfConversation(StringBuilder out) {
        out.append("---\n\n");
    }

    @Override
    public void end(StringBuilder out) {
        // nothing is open
    }

    private static String fence(String content) {
        int longest = 2;
        for (Matcher fence = FENCE.matcher(content); fence.find(); ) {
            longest = Math.max(longest, fence.end() - fence.start());
        }
        return "`".repeat(longest + 1);
    }

    private static String escaped(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$0");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
