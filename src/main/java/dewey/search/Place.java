package dewey.search;

import dewey.conversations.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Where a page ended: the rank and id of its last hit. The cursor of it belongs to one query of one tenant. */
record Place(float rank, UUID id) {
    private static final String KIND = "search";

    static Place read(Cursor cursor, String tenant, SearchQuery query) {
        List<String> parts = cursor.partsOf(KIND, 3);
        try {
            float rank = Float.parseFloat(parts.get(0));
            UUID id = UUID.fromString(parts.get(1));
            if (parts.get(2).equals(fingerprint(tenant, query)) && Float.isFinite(rank)) {
                return new Place(rank, id);
            }
        } catch (IllegalArgumentException e) {
            throw Cursor.forged();
        }
        throw Cursor.forged();
    }

    String cursor(String tenant, SearchQuery query) {
        return Cursor.of(KIND, rank, id, fingerprint(tenant, query)).text();
    }

    /** Limit, offset and context may change from page to page; all else would make it another list. */
    private static String fingerprint(String tenant, SearchQuery query) {
        String what = String.join(
                "\n",
                tenant,
                String.valueOf(query.sessionId()),
                String.valueOf(query.conversationId()),
                String.valueOf(query.role()),
                String.valueOf(query.from()),
                String.valueOf(query.to()),
                query.text());
        UUID hash = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(hash.getMostSignificantBits());
    }
}
