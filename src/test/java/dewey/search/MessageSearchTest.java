package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.Conversations;
import dewey.conversations.Cursor;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSearchTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private final MessageSearch search =
            new MessageSearch(TestDatabase.transactions(), 1 << 20, MessageSearch.TIME_LIMIT);

    @Test
    void findsMessagesThatHoldAnyOfTheWordsBestFirst() {
        store("The harbour is deep", "A ship in the harbour", "A ship at sea", "Nothing of that");

        assertThat(contents(SearchQuery.of("which ships use the harbour?")))
                .first()
                .isEqualTo("A ship in the harbour");
        assertThat(contents(SearchQuery.of("which ships use the harbour?")))
                .containsExactlyInAnyOrder("A ship in the harbour", "The harbour is deep", "A ship at sea");
    }

    @Test
    void findsAnAuthorBeforeThoseWhoSpeakOfHer() {
        UUID id = begin();
        conversations.append(tenant, id, NewMessage.of(Role.USER, "Melanie, are you there, Melanie?"));
        conversations.append(
                tenant, id, NewMessage.of(Role.USER, "The kettle is on").by("Melanie"));

        assertThat(contents(SearchQuery.of("melanie"))).first().isEqualTo("The kettle is on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ärger", "ÄRGER", "αθήνα", "ΑΘΉΝΑ", "москва", "МОСКВА"})
    void findsWordsOfAnyScriptInAnyCase(String word) {
        store("Großer Ärger mit Αθήνα und Москва", "Nothing of that");

        assertThat(contents(SearchQuery.of(word))).hasSize(1);
    }

    @Test
    void findsWordsBetweenQuotesOnlyWhereTheyFollowEachOther() {
        store("a red fox runs", "the fox is red");

        assertThat(contents(SearchQuery.of("\"red fox\""))).containsExactly("a red fox runs");
    }

    @Test
    void leavesOutMessagesWithAnUnwantedWord() {
        store("a red fox runs", "a grey fox runs", "a grey fox in the red barn sleeps");

        assertThat(contents(SearchQuery.of("fox -red"))).containsExactly("a grey fox runs");
        assertThat(contents(SearchQuery.of("fox -\"red fox\"")))
                .containsExactlyInAnyOrder("a grey fox runs", "a grey fox in the red barn sleeps");
        assertThat(contents(SearchQuery.of("-red"))).isEmpty();
        assertThat(contents(SearchQuery.of("fox -the"))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java/Fox.java",
                "Fox.java",
                "max_line_bytes",
                "\"max_line_bytes\"",
                "line_bytes",
                "https://example.org/den/7?tail=red",
                "example.org",
                "fox@example.org",
                "7.25.1-rc3"
            })
    void findsNamesThatAreNotWords(String name) {
        store(
                "see src/main/java/Fox.java and set max_line_bytes in 7.25.1-rc3, ask fox@example.org or"
                        + " https://example.org/den/7?tail=red; Fox.java",
                "nothing to see");

        assertThat(contents(SearchQuery.of(name))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("oddTexts")
    void answersAnyText(String text) {
        store("It's 100% _sure_ that a\\b, :* and & | ! ( ) <-> are signs, 😀 or not: the end");

        SearchPage page = search.find(tenant, SearchQuery.of(text));

        assertThat(page.hits()).hasSize((int) page.total());
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "xx", "'; SELECT 1", "\0", "\ud800", "\ufdd0", ""})
    void answersWhateverTheLanguageIsSaidToBe(String language) {
        store("a red fox runs");

        SearchPage page = search.find(tenant, new SearchQuery("fox", Filter.NONE, 20, 0, null, 0, false, language));

        assertThat(page.total()).isEqualTo(1);
    }

    static List<String> oddTexts() {
        String all = "'\"%_\\:*&|!()<->-+~@#^{}[];,.?/=`$\u0000\ud800\uFDD0\uFEFF\u202e a1 the 😀 é";
        List<String> texts = new ArrayList<>(List.of(
                "'",
                "''",
                "%",
                "_",
                "\\",
                "\\'",
                ":*",
                "a:*",
                "a:A",
                "&|!()",
                "<->",
                "a <-> b",
                "a <2> b",
                "!a",
                "a &",
                "| a",
                "(a",
                "a)",
                "\"a",
                "a\"b",
                "-a",
                "--",
                "\"-\"",
                "-\"\" a",
                "'; drop table messages; --",
                "$1",
                "?",
                ":name",
                "{fn now()}",
                "the and of",
                "😀",
                "🎉🎉",
                "",
                "   ",
                "\n",
                "\u0000",
                "a\u0000b",
                "\ud800",
                "x\udc00y",
                "\uFDD0",
                "\uFDD00000",
                "\uFFFF",
                "\u202e abc",
                "\u200b",
                "a".repeat(10_000),
                "ä".repeat(10_000),
                "İ".repeat(300),
                "a-".repeat(5_000),
                "a/".repeat(5_000),
                "a.b@".repeat(2_500),
                "<a href='x'>",
                "\"" + "a ".repeat(4_000) + "\"",
                "-\"" + "a ".repeat(4_000) + "\" sign",
                String.join(
                        " ", IntStream.range(0, 1_700).mapToObj(i -> "w" + i).toList())));
        for (int seed = 0; seed < 50; seed++) {
            texts.add(new Random(seed)
                    .ints(40, 0, all.length())
                    .collect(StringBuilder::new, (text, i) -> text.append(all.charAt(i)), StringBuilder::append)
                    .toString());
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "the", "who is the", "😀 🎉", "'", "&|!()", "-a", "\"the\""})
    void findsNothingWhereThereIsNothingToLookFor(String text) {
        store("the who is a 😀 ' &");

        assertThat(search.find(tenant, SearchQuery.of(text))).isEqualTo(SearchPage.NOTHING);
    }

    @Test
    void refusesATextOverItsBoundWithBothNumbers() {
        assertThatThrownBy(() -> SearchQuery.of("a".repeat(1 << 20)))
                .isInstanceOf(Refused.class)
                .hasMessage("query is 1048576 characters; the limit is 10000");
    }

    @Test
    void findsOnlyWhatIsTheTenants() {
        store("a red fox");

        assertThat(search.find(TestDatabase.tenant(), SearchQuery.of("fox")).total())
                .isZero();
    }

    @Test
    void narrowsBySessionConversationRoleAndTime() {
        UUID other = store("fox one");
        UUID id = conversations
                .begin(tenant, NewConversation.start("s\u0000-1", "Foxes", Metadata.EMPTY))
                .id();
        conversations.append(tenant, id, NewMessage.of(Role.USER, "fox two").at(NOON));
        conversations.append(tenant, id, NewMessage.of(Role.TOOL, "fox three").at(NOON.plusSeconds(1)));

        assertThat(contents(query("s\u0000-1", null, null, null, null)))
                .containsExactlyInAnyOrder("fox two", "fox three");
        assertThat(contents(query("s-2", null, null, null, null))).isEmpty();
        assertThat(contents(query(null, other, null, null, null))).containsExactly("fox one");
        assertThat(contents(query(null, null, Role.TOOL, null, null))).containsExactly("fox three");
        assertThat(contents(query(null, null, null, NOON, NOON))).containsExactly("fox two");
        assertThat(contents(query(null, null, null, null, NOON.plusSeconds(1))))
                .containsExactlyInAnyOrder("fox two", "fox three");
        assertThat(contents(query("s\u0000-1", id, Role.USER, NOON, NOON.plusSeconds(9))))
                .containsExactly("fox two");
    }

    @Test
    void tellsTheFactsOfAHit() {
        Metadata metadata =
                new Metadata(Json.createObjectBuilder().add("den", 7).build());
        UUID id = conversations
                .begin(tenant, NewConversation.start("s-1", null, metadata))
                .id();
        UUID message = conversations
                .append(
                        tenant,
                        id,
                        NewMessage.of(Role.ASSISTANT, "a fox\u0000\ud800")
                                .by("Reynard")
                                .at(NOON))
                .messageId();

        Hit hit = search.find(tenant, SearchQuery.of("fox")).hits().get(0);

        assertThat(hit.conversationId()).isEqualTo(id);
        assertThat(hit.sessionId()).contains("s-1");
        assertThat(hit.conversationMetadata()).isEqualTo(metadata);
        assertThat(hit.message())
                .isEqualTo(new FoundMessage(
                        message, 1, Role.ASSISTANT, Optional.of("Reynard"), "a fox\u0000\ud800", NOON));
        assertThat(hit.rank()).isPositive();
        assertThat(hit.context()).isEmpty();
    }

    @Test
    void pagesByOffsetAndByCursorThroughTheSameOrder() {
        store(IntStream.range(0, 25)
                .mapToObj(i -> "fox " + i % 3 + " fox".repeat(i % 4))
                .toArray(String[]::new));

        List<UUID> byOffset = new ArrayList<>();
        for (int offset = 0; offset < 30; offset += 10) {
            SearchPage page = search.find(tenant, page(10, offset, null));
            assertThat(page.total()).isEqualTo(25);
            byOffset.addAll(ids(page));
        }
        List<UUID> byCursor = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page =
                    search.find(tenant, page(7, 0, cursor.map(Cursor::read).orElse(null)));
            assertThat(page.total()).isEqualTo(25);
            byCursor.addAll(ids(page));
            cursor = page.nextCursor();
        } while (cursor.isPresent());

        assertThat(byOffset).hasSize(25).doesNotHaveDuplicates();
        assertThat(byCursor).isEqualTo(byOffset);
    }

    @Test
    void tellsTheTotalBeyondTheLastPageToo() {
        store("fox", "fox");

        SearchPage page = search.find(tenant, page(10, 2_000_000_000, null));

        assertThat(page.hits()).isEmpty();
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.nextCursor()).isEmpty();
    }

    @Test
    void refusesACursorOfAnotherSearch() {
        store("fox", "fox", "fox");
        Cursor cursor =
                Cursor.read(search.find(tenant, page(1, 0, null)).nextCursor().orElseThrow());

        assertThatThrownBy(() -> search.find(TestDatabase.tenant(), page(1, 0, cursor)))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.field()).contains("cursor"));
        assertThatThrownBy(
                        () -> search.find(tenant, new SearchQuery("hare", Filter.NONE, 1, 0, cursor, 0, false, null)))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> search.find(tenant, page(1, 0, Cursor.of("search", "NaN", UUID.randomUUID(), "x"))))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> search.find(tenant, page(1, 0, Cursor.of("conversations.created_at", "a", "b"))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void bringsTheTurnsAroundAHit() {
        store("zero", "one", "two", "a fox", "four", "five", "six");

        SearchPage page = search.find(tenant, new SearchQuery("fox", Filter.NONE, 20, 0, null, 2, false, null));

        assertThat(page.hits()).hasSize(1);
        assertThat(page.hits().get(0).context())
                .extracting(FoundMessage::content)
                .containsExactly("one", "two", "four", "five");
    }

    @Test
    void endsAPageEarlyWhenItsContentsAreLarge() {
        String large = "fox " + "x".repeat(400_000);
        store(large, large, large, large, large);

        SearchPage first = search.find(tenant, page(20, 0, null));
        SearchPage second =
                search.find(tenant, page(20, 0, Cursor.read(first.nextCursor().orElseThrow())));

        assertThat(first.hits()).hasSize(2);
        assertThat(first.total()).isEqualTo(5);
        assertThat(second.hits()).hasSize(2);
        assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first));
    }

    @Test
    void showsAHitThatIsLargerThanAnAnswerButLessOfItsContext() {
        MessageSearch narrow = new MessageSearch(TestDatabase.transactions(), 1_000, MessageSearch.TIME_LIMIT);
        store("far", "y".repeat(900), "fox " + "x".repeat(96), "z".repeat(900), "far");

        Hit hit = narrow.find(tenant, new SearchQuery("fox", Filter.NONE, 20, 0, null, 2, false, null))
                .hits()
                .get(0);

        assertThat(hit.message().content()).hasSize(100);
        assertThat(hit.context()).extracting(FoundMessage::turnNumber).containsExactly(2);
    }

    @Test
    void marksTheWordsInASnippet() {
        store("The quick brown foxes jumped over the lazy dog");

        assertThat(snippet("jumping fox")).isEqualTo("The quick brown «foxes» «jumped» over the lazy dog");
    }

    @Test
    void showsTheBeginningOfAShortContentWhereverTheMatchIs() {
        store("At first nothing, " + "very ".repeat(45) + "long, then foxes");

        assertThat(snippet("fox")).startsWith("At first nothing").endsWith("then «foxes»");
    }

    @Test
    void cutsASnippetAroundTheMatchOfALongContent() {
        store("lorem ipsum ".repeat(5_000) + "where the needle lies " + "dolor sit ".repeat(5_000));

        assertThat(snippet("needle")).contains("«needle»").hasSizeLessThan(500);
    }

    @Test
    void keepsTheSnippetOfUnstorableCharactersReadable() {
        store("fox \u0000\ud800 " + "\u0000".repeat(2_000) + " fox");

        assertThat(snippet("fox 0000")).contains("«fox»").doesNotContain("\uFDD0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, Integer.MAX_VALUE})
    void refusesALimitOutOfBounds(int limit) {
        assertThatThrownBy(() -> page(limit, 0, null))
                .isInstanceOf(Refused.class)
                .hasMessage("limit is " + limit + "; it must be from 1 to 100");
    }

    @Test
    void refusesOtherNumbersAndTimesOutOfBounds() {
        assertThatThrownBy(() -> page(1, -1, null)).hasMessage("offset is -1; it must not be negative");
        assertThatThrownBy(() -> new SearchQuery("a", Filter.NONE, 1, 0, null, 6, false, null))
                .hasMessage("context_turns is 6; it must be from 0 to 5");
        assertThatThrownBy(() -> query(null, null, null, NOON, NOON.minusSeconds(1)))
                .hasMessage("end_date is before start_date");
    }

    @Test
    void refusesASearchThatTakesTooLong() {
        store(IntStream.range(0, 2_000).mapToObj(i -> "fox " + i).toArray(String[]::new));
        MessageSearch hurried = new MessageSearch(TestDatabase.transactions(), 1 << 20, Duration.ofMillis(1));

        assertThatThrownBy(() -> hurried.find(tenant, SearchQuery.of("fox")))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
                .hasMessageStartingWith("query took longer than 1 ms");
        assertThat(search.find(tenant, SearchQuery.of("fox")).total()).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000", "1e400000", "-1e-400000"})
    void refusesMetadataThatNoMessageCanHave(String number) {
        Metadata metadata = new Metadata(
                Json.createObjectBuilder().add("n", new BigDecimal(number)).build());

        assertThatThrownBy(() -> new Filter(null, null, null, null, metadata, null, null))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("metadata"))
                .hasMessage("metadata holds a number of more than 1000 digits when written without exponent");
    }

    private UUID begin() {
        return conversations.begin(tenant, NewConversation.start()).id();
    }

    private UUID store(String... contents) {
        UUID id = begin();
        List<NewMessage> messages = new ArrayList<>();
        for (String content : contents) {
            messages.add(NewMessage.of(Role.USER, content));
        }
        conversations.appendAll(tenant, id, messages, LIMITS);
        return id;
    }

    private List<String> contents(SearchQuery query) {
        return search.find(tenant, query).hits().stream()
                .map(hit -> hit.message().content())
                .toList();
    }

    private String snippet(String text) {
        return search.find(tenant, SearchQuery.of(text)).hits().get(0).snippet();
    }

    private static List<UUID> ids(SearchPage page) {
        return page.hits().stream().map(hit -> hit.message().id()).toList();
    }

    private static SearchQuery page(int limit, int offset, Cursor after) {
        return new SearchQuery("fox", Filter.NONE, limit, offset, after, 0, false, null);
    }

    private static SearchQuery query(String sessionId, UUID conversationId, Role role, Instant from, Instant to) {
        return SearchQuery.of("fox", new Filter(sessionId, conversationId, role, null, null, from, to), 20);
    }
}
