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
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final SearchQuery QUERY = SearchQuery.of("the 17stone or 4711pebble");

    @Test
    void usesTheIndexAmongTwoHundredThousandMessages() throws SQLException {
        List<String> plan = plan(ManyConversations.tenant(), QUERY);

        assertThat(plan).anyMatch(line -> line.contains("Bitmap Index Scan on messages_by_search"));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on messages"));
    }

    @Test
    void readsOnlyOneConversationWhenItIsNamed() throws SQLException {
        MessageSearch search = new MessageSearch(TestDatabase.transactions(), 1 << 20, Duration.ofMinutes(1));
        Hit hit = search.find(ManyConversations.tenant(), QUERY).hits().get(0);
        SearchQuery within = new SearchQuery("river", null, hit.conversationId(), null, null, null, 20, 0, null, 0);

        List<String> plan = plan(ManyConversations.tenant(), within);

        assertThat(search.find(ManyConversations.tenant(), within).total()).isEqualTo(ManyConversations.TURNS);
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on messages"));
    }

    @Test
    void answersARareAndACommonWordInTime() {
        MessageSearch search = new MessageSearch(TestDatabase.transactions(), 1 << 20, Duration.ofMinutes(1));

        assertThat(search.find(ManyConversations.tenant(), QUERY).total()).isEqualTo(2_001);
        assertThat(search.find(ManyConversations.tenant(), SearchQuery.of("river"))
                        .total())
                .isEqualTo(ManyConversations.COUNT * ManyConversations.TURNS);
    }

    private static List<String> plan(String tenant, SearchQuery query) throws SQLException {
        try (Connection connection = TestDatabase.connection(tenant)) {
            TextQuery text = TextQuery.compile(connection, QueryTerms.read(query.text()), Duration.ofSeconds(5))
                    .orElseThrow();
            Ranking ranking = new Ranking(tenant, query, text, Optional.empty());
            try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + ranking.sql())) {
                ranking.bind(explain);
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
