package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import jakarta.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programmers call things, and people whose languages are no English. */
class NamesTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final String[] PARTS = {
        "src", "main", "user", "order", "cache", "index", "http", "parse", "token", "build", "test", "is", "the", "on",
        "v2", "Fox"
    };

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private final MessageSearch search =
            new MessageSearch(TestDatabase.transactions(), 1 << 20, MessageSearch.TIME_LIMIT);
    private final Random random = new Random(6);

    @Test
    void findsFilePathsAmongOthersLikeThem() {
        assertThat(found(i -> "/" + joined("/", 4) + i + ".java")).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void findsSnakeCaseAmongOthersLikeIt() {
        assertThat(found(i -> joined("_", 3) + "_" + i)).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void findsCamelCaseByTheWholeAndByItsParts() {
        store("call getHttpUserName on newXMLParser", "nothing of that");

        for (String query :
                List.of("getHttpUserName", "gethttpusername", "user", "\"http user name\"", "xml", "newXMLParser")) {
            assertThat(contents(query)).as(query).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "昨日東京タワーへ行きました, タワー",
        "昨日東京タワーへ行きました, 東京タワー",
        "我們明天去北京大學圖書館, 北京大學",
        "我們明天去北京大學圖書館, 書",
        "어제 서울에서 만났습니다, 서울",
        "ฉันไปโรงเรียนเมื่อวานนี้, โรงเรียน",
        "встретились вчера в Москве, Москве",
        "συναντηθήκαμε στην Αθήνα, Αθήνα",
        "نلتقي غدا في القاهرة, القاهرة",
        "כולם באו לירושלים, לירושלים"
    })
    void findsWordsOfOtherScripts(String content, String query) {
        store(content, "今日は雨です。 Nothing of that", "北 京 タ ワ");

        assertThat(contents(query)).first().isEqualTo(content);
    }

    @Test
    void knowsTheFormsOfWordsInTheLanguageOfAMessage() {
        Metadata german =
                new Metadata(Json.createObjectBuilder().add("language", "de").build());
        UUID id = conversations.begin(tenant, NewConversation.start()).id();
        conversations.append(
                tenant, id, NewMessage.of(Role.USER, "Die Katze schläft").with(german));

        SearchQuery query = new SearchQuery("Katzen", Filter.NONE, 10, 0, null, 0, false, "de");

        assertThat(search.find(tenant, query).hits()).hasSize(1);
        assertThat(contents("Katzen")).isEmpty();
    }

    private double found(Function<Integer, String> name) {
        List<String> names = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add(name.apply(i));
            contents.add("In " + names.get(i) + " the user has to test the build on main, see " + joined("/", 3));
        }
        store(contents.toArray(String[]::new));
        return names.stream()
                        .filter(one -> contents(one).stream().limit(10).anyMatch(content -> content.contains(one)))
                        .count()
                / (double) names.size();
    }

    private String joined(String divider, int count) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(PARTS[random.nextInt(PARTS.length)]);
        }
        return String.join(divider, parts);
    }

    private void store(String... contents) {
        List<NewMessage> messages = new ArrayList<>();
        for (String content : contents) {
            messages.add(NewMessage.of(Role.USER, content));
        }
        conversations.beginWith(tenant, NewConversation.start(), messages, LIMITS);
    }

    private List<String> contents(String query) {
        return search.find(tenant, SearchQuery.of(query)).hits().stream()
                .map(hit -> hit.message().content())
                .toList();
    }
}
