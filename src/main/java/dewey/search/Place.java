package dewey.search;

import dewey.conversations.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page ended. The cursor of it belongs to one query of one tenant.
 *
 * <p>It carries what the first page was ranked by, so that messages which are stored meanwhile change nothing in the pages to come.
 *
 * @param rank of the last hit
 * @param id of the last hit
 * @param upTo an id that is later than those of all messages that the list may have
 */
record Place(float rank, UUID id, UUID upTo, Statistics statistics) {
    private static final String KIND = "search";

    static Place read(Cursor cursor, String tenant, SearchQuery query) {
        List<String> parts = cursor.partsOf(KIND, 5);
        try {
            Place place = new Place(
                    Float.parseFloat(parts.get(0)),
                    UUID.fromString(parts.get(1)),
                    UUID.fromString(parts.get(2)),
                    Statistics.read(parts.get(3)));
            if (parts.get(4).equals(fingerprint(tenant, query)) && Float.isFinite(place.rank())) {
                return place;
            }
        } catch (IllegalArgumentException e) {
            throw Cursor.forged();
        }
        throw Cursor.forged();
    }

    String cursor(String tenant, SearchQuery query) {
        return Cursor.of(KIND, rank, id, upTo, statistics.text(), fingerprint(tenant, query))
                .text();
    }

    /** Whether a message comes after this place. */
    boolean isBefore(Ranked ranked) {
        return Ranking.BEST_FIRST.compare(new Ranked(null, 0, id, rank), ranked) < 0;
    }

    /** Limit, offset, context and facets may change from page to page; all else would make it another list. */
    private static String fingerprint(String tenant, SearchQuery query) {
        Filter filter = query.filter();
        String what = String.join(
                "\n",
                tenant,
                String.valueOf(filter.sessionId()),
                String.valueOf(filter.conversationId()),
                String.valueOf(filter.role()),
                String.valueOf(filter.author()),
                String.valueOf(Optional.ofNullable(filter.metadata())
                        .map(metadata -> metadata.value().toString())),
                String.valueOf(filter.from()),
                String.valueOf(filter.to()),
                String.valueOf(query.language()),
                query.text());
        UUID hash = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(hash.getMostSignificantBits());
    }
}
