package dewey.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.conversations.Succession;
import dewey.database.TestDatabase;
import dewey.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableFormatsTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);

    @Test
    void showsAllThatWasStoredAsTextInHtml() {
        String hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u001b[2J\u0000\ud800";
        UUID id = conversation(hostile, hostile);
        conversations.append(tenant, id, NewMessage.of(Role.TOOL, hostile).by(hostile));

        String page = export(ExportFormat.HTML);

        assertThat(page)
                .doesNotContain("<script", "<img", "\u001b", "\u0000")
                .contains("&lt;script&gt;", "\u241b[2J\u2400");
        assertThat(Pattern.compile(
                                "<(?!/?(html|head|meta|title|style|body|main|section|h1|h2|p|bdi|article|time|details"
                                        + "|summary|pre|!DOCTYPE)\\b)")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    }

    @Test
    void allowsAnHtmlPageNothingButItsOwnStyle() throws Exception {
        String page = export(ExportFormat.HTML);

        Matcher style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(page);
        assertThat(style.find()).isTrue();
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(page).contains("default-src 'none'; style-src 'sha256-" + hash + "'");
        assertThat(page).doesNotContain("http://", "https://", "url(", "@import", " style=\"");
    }

    @Test
    void fencesWhatProgramsSayByMoreThanIsInIt() {
        UUID id = conversation("Title", null);
        conversations.append(
                tenant, id, NewMessage.of(Role.TOOL, "```\n````\ninside").by("Read"));

        assertThat(export(ExportFormat.MARKDOWN))
                .contains("\n`````\n```\n````\ninside\n`````\n")
                .contains("· tool · Read ·");
    }

    @Test
    void letsNoMessagePretendThatAnotherBegins() {
        UUID id = conversation("A *title*\nof two lines", null);
        conversations.append(
                tenant, id, NewMessage.of(Role.USER, "# not a heading\n## 9 · system\n---\n### mine\n#hash"));

        String text = export(ExportFormat.MARKDOWN);

        assertThat(text).startsWith("# A \\*title\\* of two lines\n");
        assertThat(text).contains("\\# not a heading\n\\## 9 · system\n\\---\n### mine\n#hash");
        assertThat(text.lines().filter(line -> line.matches("#{1,2} .*"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd()", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1"})
    void keepsASpreadsheetFromRunningWhatWasStored(String title) {
        conversation(title, "a \"quoted\", one");

        String list = export(ExportFormat.CSV);

        assertThat(list.split("\r\n")).hasSize(2);
        assertThat(list).contains("\"'" + title + "\"").contains("\"a \"\"quoted\"\", one\"");
    }

    @Test
    void showsTheTypesOfBlocksWithoutText() throws Exception {
        UUID id = conversation("Title", null);
        conversations.append(
                tenant,
                id,
                NewMessage.ofBlocks(
                        Role.USER,
                        JsonText.read("[{\"type\":\"image\",\"data\":\"AAAA\"}]")
                                .asJsonArray()));

        assertThat(export(ExportFormat.MARKDOWN)).contains("\n[image]\n");
    }

    private UUID conversation(String title, String session) {
        return conversations
                .begin(tenant, NewConversation.start(session, title, Metadata.EMPTY))
                .id();
    }

    private String export(ExportFormat format) {
        ExportPart part = new Exports(conversations).write(tenant, Succession.ALL, format, Optional.empty(), 1 << 20);
        assertThat(part.next()).isEmpty();
        return part.text();
    }
}
