package dewey.search;

import dewey.config.Settings;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/**
 * Finds messages of a tenant by their words. Any text is a legal query, and each search has a bounded time and a bounded answer.
 *
 * <p>A page may be shorter than its limit when its contents are large; what is left over comes with its cursor.
 */
@ApplicationScoped
public class MessageSearch {
    /** Ten times what users were promised for the slowest queries; a query beyond it would only take the database from others. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final String QUERY_CANCELED = "57014";

    private final Transactions transactions;
    private final long maxAnswerBytes;
    private final Duration timeLimit;

    @Inject
    MessageSearch(Transactions transactions, Settings settings) {
        this(transactions, settings.tools().maxAnswerBytes(), TIME_LIMIT);
    }

    public MessageSearch(Transactions transactions, long maxAnswerBytes, Duration timeLimit) {
        this.transactions = transactions;
        this.maxAnswerBytes = maxAnswerBytes;
        this.timeLimit = timeLimit;
    }

    /** For the container, which proxies this bean. */
    protected MessageSearch() {
        this(null, 0, TIME_LIMIT);
    }

    public SearchPage find(String tenant, SearchQuery query) {
        Optional<Place> after = Optional.ofNullable(query.after()).map(cursor -> Place.read(cursor, tenant, query));
        QueryTerms terms = QueryTerms.read(query.text());
        if (terms.wanted().isEmpty()) {
            return SearchPage.NOTHING;
        }
        return transactions.read(tenant, entityManager -> entityManager
                .unwrap(Session.class)
                .doReturningWork(connection -> withinTime(() -> {
                    Optional<TextQuery> text = TextQuery.compile(connection, terms, timeLimit);
                    return text.isPresent() ? page(connection, tenant, query, text.get(), after) : SearchPage.NOTHING;
                })));
    }

    private SearchPage page(
            Connection connection, String tenant, SearchQuery query, TextQuery text, Optional<Place> after)
            throws SQLException {
        Ranking.Result result = new Ranking(tenant, query, text, after).run(connection);
        List<Ranking.Ranked> onPage = result.ranked()
                .subList(0, Math.min(query.limit(), result.ranked().size()));
        List<Hit> hits = new Answer(connection, text, maxAnswerBytes).hits(onPage, query.contextTurns());
        boolean isLast = hits.size() == result.ranked().size() || hits.isEmpty();
        return new SearchPage(
                hits, result.total(), isLast ? Optional.empty() : Optional.of(cursor(hits, tenant, query)));
    }

    private static String cursor(List<Hit> hits, String tenant, SearchQuery query) {
        Hit last = hits.get(hits.size() - 1);
        return new Place(last.rank(), last.message().id()).cursor(tenant, query);
    }

    private SearchPage withinTime(Work work) throws SQLException {
        try {
            return work.run();
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                throw Refused.invalid(
                        "query",
                        "took longer than " + timeLimit.toMillis()
                                + " ms; use rarer words, or narrow it by session_id, "
                                + "conversation_id, role or dates");
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work {
        SearchPage run() throws SQLException;
    }
}
