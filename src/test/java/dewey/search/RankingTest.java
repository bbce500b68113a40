package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.ManyConversations;
import dewey.database.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final String RARE_AND_COMMON = "river the 17stone or 4711pebble";

    private final MessageSearch search = new MessageSearch(TestDatabase.transactions(), 1 << 20, Duration.ofMinutes(1));

    @Test
    void usesTheIndexAmongTwoHundredThousandMessages() throws SQLException {
        List<String> plan = plan(ManyConversations.tenant(), RARE_AND_COMMON, Filter.NONE);

        assertThat(plan).anyMatch(line -> line.contains("Bitmap Index Scan on messages_by_search"));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on messages"));
    }

    @Test
    void readsOnlyOneConversationWhenItIsNamed() throws SQLException {
        Hit hit = search.find(ManyConversations.tenant(), SearchQuery.of(RARE_AND_COMMON))
                .hits()
                .get(0);
        Filter within = new Filter(null, hit.conversationId(), null, null, null, null, null);

        List<String> plan = plan(ManyConversations.tenant(), "river", within);

        assertThat(search.find(ManyConversations.tenant(), SearchQuery.of("river", within, 20))
                        .total())
                .isEqualTo(ManyConversations.TURNS);
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on messages"));
    }

    @Test
    void looksOnlyForRareWordsWhereTheyAreEnough() {
        SearchPage page = search.find(ManyConversations.tenant(), SearchQuery.of(RARE_AND_COMMON));

        assertThat(page.hits().get(0).message().content()).contains("4711pebble");
        // all of the rare words' conversations, and what is near by
        assertThat(page.total()).isGreaterThan(2_000).isLessThan(2_100);
        assertThat(page.isTotal()).isFalse();
        assertThat(page.isPartial()).isFalse();
    }

    @Test
    void looksForEveryWordInASessionOfFewMessages() {
        // given: the rare word stands elsewhere
        Filter within = new Filter("session-3", null, null, null, null, null, null);

        // when
        SearchPage page = search.find(ManyConversations.tenant(), SearchQuery.of(RARE_AND_COMMON, within, 20));

        // then
        assertThat(page.total()).isEqualTo(ManyConversations.COUNT / 500 * ManyConversations.TURNS);
        assertThat(page.isTotal()).isTrue();
    }

    @Test
    void looksAtTheNewestOfMessagesWithAVeryFrequentWord() {
        SearchPage page = search.find(ManyConversations.tenant(), SearchQuery.of("river"));

        assertThat(page.total()).isBetween((long) Candidates.MOST, Candidates.MOST + 500L);
        assertThat(page.isTotal()).isFalse();
        assertThat(page.isPartial()).isTrue();
    }

    private static List<String> plan(String tenant, String text, Filter filter) throws SQLException {
        try (Connection connection = TestDatabase.connection(tenant)) {
            CompiledQuery query =
                    CompiledQuery.compile(connection, QueryText.read(text), List.of("en"), Duration.ofSeconds(5));
            Statistics statistics = Statistics.of(connection, tenant, query.units());
            List<Weighted> units = Ranking.heaviest(query.units(), statistics);
            Scope scope = new Scope(List.of(filter), null);
            Candidates.Selection selection = new Candidates.Selection(
                    units,
                    Ranking.choice(connection, query, units, statistics, scope, Candidates.MOST),
                    scope,
                    Candidates.MOST,
                    Ranking.CLOSELY);
            try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + selection.sql())) {
                selection.bind(explain);
                List<String> plan = new ArrayList<>();
                try (ResultSet row = explain.executeQuery()) {
                    while (row.next()) {
                        plan.add(row.getString(1));
                    }
                }
                return plan;
            }
        }
    }
}
