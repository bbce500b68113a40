package dewey.search;

import dewey.config.Settings;
import dewey.conversations.Cursor;
import dewey.database.StorableText;
import dewey.database.TimeOrderedIds;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds messages of a tenant by their words. Any text is a legal query, and each search has a bounded time and a bounded answer.
 *
 * <p>A page may be shorter than its limit when its contents are large; what is left over comes with its cursor.
 */
@ApplicationScoped
public class MessageSearch {
    /** Ten times what users were promised for the slowest queries; a query beyond it would only take the database from others. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    /** What is looked at in the second try, after the first took too long. */
    private static final int MOST_IN_A_HURRY = 500;

    /** What the index takes a text for whose language nobody tells. */
    private static final String ENGLISH = "en";

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
        QueryText text = QueryText.read(query.text());
        if (text.isEmpty()) {
            return SearchPage.NOTHING;
        }
        try {
            return find(tenant, query, text, after, Candidates.MOST);
        } catch (TookTooLong first) {
            try {
                return find(tenant, query, text, after, MOST_IN_A_HURRY);
            } catch (TookTooLong second) {
                throw Refused.invalid(
                        "query",
                        "took longer than " + timeLimit.toMillis()
                                + " ms; use rarer words, or narrow it by session_id, conversation_id, role or dates");
            }
        }
    }

    private SearchPage find(String tenant, SearchQuery query, QueryText text, Optional<Place> after, int most) {
        return transactions.readAside(tenant, connection -> {
            try {
                return page(connection, tenant, query, text, after, most);
            } catch (SQLException e) {
                if (QUERY_CANCELED.equals(e.getSQLState())) {
                    throw new TookTooLong();
                }
                throw e;
            }
        });
    }

    private static final class TookTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private SearchPage page(
            Connection connection, String tenant, SearchQuery query, QueryText text, Optional<Place> after, int most)
            throws SQLException {
        CompiledQuery compiled = CompiledQuery.compile(connection, text, languages(query), timeLimit);
        if (compiled.units().isEmpty()) {
            return SearchPage.NOTHING;
        }
        UUID upTo = after.map(Place::upTo).orElseGet(TimeOrderedIds::next);
        Scope scope = scope(query, text, after.map(Place::upTo).orElse(null));
        Statistics statistics =
                after.isPresent() ? after.get().statistics() : Statistics.of(connection, tenant, compiled.units());
        if (statistics.holding().size() != compiled.units().size()) {
            throw Cursor.forged();
        }
        Ranking ranking = Ranking.of(connection, compiled, statistics, scope, most, wanted(query));
        List<Ranked> left = ranking.ranked().stream()
                .filter(one -> after.isEmpty() || after.get().isBefore(one))
                .skip(query.offset())
                .toList();
        List<Hit> hits = new Answer(
                        connection, CompiledQuery.any(compiled.units()), needles(text, compiled), maxAnswerBytes)
                .hits(left.subList(0, Math.min(query.limit(), left.size())), query.contextTurns());
        Optional<String> next = hits.isEmpty() || hits.size() == left.size()
                ? Optional.empty()
                : Optional.of(new Place(last(hits).rank(), last(hits).message().id(), upTo, statistics)
                        .cursor(tenant, query));
        return new SearchPage(
                hits,
                ranking.total(),
                ranking.isComplete(),
                ranking.isCut() || most < Candidates.MOST && !ranking.isComplete(),
                query.withFacets() ? Optional.of(Facets.of(connection, ranking.ranked())) : Optional.empty(),
                next);
    }

    /** From the first message on, and one more, which tells whether there is a next page. */
    private static int wanted(SearchQuery query) {
        boolean isAll = query.withFacets() || query.after() != null;
        return isAll ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, 1L + query.offset() + query.limit());
    }

    private static List<String> languages(SearchQuery query) {
        return query.language() == null ? List.of(ENGLISH) : List.of(ENGLISH, StorableText.encode(query.language()));
    }

    private static Scope scope(SearchQuery query, QueryText text, UUID upTo) {
        List<Filter> filters = new ArrayList<>(text.filters());
        filters.add(query.filter());
        return new Scope(filters, upTo);
    }

    private static Hit last(List<Hit> hits) {
        return hits.get(hits.size() - 1);
    }

    /** What a snippet is cut around: the terms as they were typed and as they are indexed, the longest first. */
    private static List<String> needles(QueryText text, CompiledQuery compiled) {
        return Stream.concat(
                        text.wanted().stream().map(term -> term.text().toLowerCase(Locale.ROOT)),
                        compiled.units().stream().filter(Unit::isLexeme).map(Unit::lexeme))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
