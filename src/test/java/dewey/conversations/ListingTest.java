package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ListingTest {
    private final Given given = new Given();

    @Test
    void ofATenantWithoutConversationsIsEmpty() {
        Page<Conversation> page = list(null, null, SortKey.UPDATED_AT, 20, 0, null);
        Page<Conversation> beyond = list(null, null, SortKey.UPDATED_AT, 20, 100, null);

        assertThat(page.items()).isEmpty();
        assertThat(page.total()).isZero();
        assertThat(page.nextCursor()).isEmpty();
        assertThat(beyond.total()).isZero();
    }

    @Test
    void isNewestActivityFirstOrNewestBeginningFirst() {
        UUID first = given.conversation();
        UUID second = given.conversation();
        given.append(first, "hello");

        assertThat(list(null, null, SortKey.UPDATED_AT, 20, 0, null).items())
                .extracting(Conversation::id)
                .containsExactly(first, second);
        assertThat(list(null, null, SortKey.CREATED_AT, 20, 0, null).items())
                .extracting(Conversation::id)
                .containsExactly(second, first);
    }

    @Test
    void countsALargeTenantAnewWhenThisNodeHasChangedIt() {
        beginElsewhere((int) Totals.LARGE);
        UUID first = given.conversation();
        assertThat(total()).isEqualTo(Totals.LARGE + 1);

        // nothing tells this node so, but the next count
        beginElsewhere(1);
        long remembered = total();
        UUID second = given.conversation();
        long begun = total();
        given.conversations.delete(given.tenant, first);
        long deleted = total();

        // counted anew on a machine that was slow in between
        assertThat(remembered).isIn(Totals.LARGE + 1, Totals.LARGE + 2);
        assertThat(begun).isEqualTo(Totals.LARGE + 3);
        assertThat(deleted).isEqualTo(Totals.LARGE + 2);
        assertThat(list(null, null, SortKey.CREATED_AT, 1, 0, null).items())
                .extracting(Conversation::id)
                .containsExactly(second);
        assertThat(list(null, Given.json("{'of':'none'}"), SortKey.CREATED_AT, 1, 0, null)
                        .total())
                .isZero();
    }

    private long total() {
        return list(null, null, SortKey.CREATED_AT, 1, 0, null).total();
    }

    private void beginElsewhere(int number) {
        TestDatabase.execute(
                "INSERT INTO conversations (id, tenant, created_at, updated_at) SELECT gen_random_uuid(), '"
                        + given.tenant + "', now(), now() FROM generate_series(1, " + number + ")");
    }

    @ParameterizedTest
    @EnumSource(SortKey.class)
    void followsItsCursorsThroughAllOnce(SortKey sortKey) {
        List<UUID> begun = new ArrayList<>(
                IntStream.range(0, 11).mapToObj(i -> given.conversation()).toList());
        Collections.reverse(begun);

        List<UUID> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<Conversation> page =
                    list(null, null, sortKey, 4, 0, cursor.map(Cursor::read).orElse(null));
            assertThat(page.total()).isEqualTo(11);
            page.items().forEach(conversation -> seen.add(conversation.id()));
            cursor = page.nextCursor();
        } while (cursor.isPresent());

        assertThat(seen).isEqualTo(begun);
    }

    @Test
    void followsItsCursorsThroughTheSlotsInWhichActivityIsIndexed() {
        TestDatabase.execute(
                "INSERT INTO conversations (id, tenant, title, created_at, updated_at) SELECT gen_random_uuid(), '"
                        + given.tenant + "', n, now(), now() - n * interval '3 s' FROM generate_series(1, 20) n");

        List<String> seen = new ArrayList<>();
        Optional<Cursor> cursor = Optional.empty();
        do {
            Page<Conversation> page = list(null, null, SortKey.UPDATED_AT, 3, 0, cursor.orElse(null));
            page.items().forEach(conversation -> seen.add(conversation.title().orElseThrow()));
            cursor = page.nextCursor().map(Cursor::read);
        } while (cursor.isPresent());

        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
    }

    @Test
    void skipsToAnOffset() {
        List<UUID> begun =
                IntStream.range(0, 5).mapToObj(i -> given.conversation()).toList();

        Page<Conversation> page = list(null, null, SortKey.CREATED_AT, 2, 3, null);

        assertThat(page.items()).extracting(Conversation::id).containsExactly(begun.get(1), begun.get(0));
        assertThat(page.total()).isEqualTo(5);
        assertThat(page.nextCursor()).isEmpty();
        assertThat(list(null, null, SortKey.CREATED_AT, 2, Integer.MAX_VALUE, null)
                        .items())
                .isEmpty();
    }

    @Test
    void filtersBySessionAndMetadata() {
        UUID wanted = begin("s\u0000", "{'source':'a\\u0000','tags':['x','y'],'n':1.0}");
        begin("s\u0000", "{'source':'b'}");
        begin("t", "{'source':'a\\u0000'}");

        assertThat(list("s\u0000", Given.json("{'source':'a\\u0000'}"), SortKey.CREATED_AT, 20, 0, null)
                        .items())
                .extracting(Conversation::id)
                .containsExactly(wanted);
        assertThat(list(null, Given.json("{'tags':['y'],'n':1}"), SortKey.CREATED_AT, 20, 0, null)
                        .items())
                .extracting(Conversation::id)
                .containsExactly(wanted);
        assertThat(list(null, Given.json("{}"), SortKey.CREATED_AT, 20, 0, null).total())
                .isEqualTo(3);
        assertThat(list("none", null, SortKey.CREATED_AT, 20, 0, null).total()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,0,limit is 0", "101,0,limit is 101", "-1,0,limit is -1", "20,-1,offset is -1"})
    void refusesNumbersOutOfRange(int limit, int offset, String message) {
        assertThatThrownBy(() -> list(null, null, SortKey.CREATED_AT, limit, offset, null))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith(message + "; it must ");
    }

    @Test
    void refusesACursorOfTheOtherOrderAndForgedKeys() {
        given.conversation();
        given.conversation();
        Cursor cursor = Cursor.read(
                list(null, null, SortKey.CREATED_AT, 1, 0, null).nextCursor().orElseThrow());

        assertThatThrownBy(() -> list(null, null, SortKey.UPDATED_AT, 1, 0, cursor))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> list(
                        null, null, SortKey.UPDATED_AT, 1, 0, Cursor.of("conversations.updated_at", "now", "nobody")))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> SortKey.named("id; drop table")).isInstanceOf(Refused.class);
    }

    private UUID begin(String session, String metadata) {
        return given.conversations
                .begin(given.tenant, NewConversation.start(session, null, Given.metadata(metadata)))
                .id();
    }

    private Page<Conversation> list(
            String session, JsonObject filter, SortKey sortKey, int limit, int offset, Cursor after) {
        return given.conversations.list(given.tenant, new ListQuery(session, filter, sortKey, limit, offset, after));
    }
}
