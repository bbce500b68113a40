package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private final Given given = new Given();

    @Test
    void countsATenantsOwnConversationsByTheDayOnWhichTheyBegan() {
        // given
        UUID conversation = given.conversation();
        given.appendAll(conversation, Given.messages(3));
        given.conversation();
        LocalDate began =
                given.stored(conversation).createdAt().atZone(ZoneOffset.UTC).toLocalDate();

        // when
        Growth growth = given.conversations.growth(given.tenant, began.plusDays(2), 4);

        // then
        assertThat(growth.conversations()).isEqualTo(2);
        assertThat(growth.messages()).isEqualTo(3);
        assertThat(growth.databaseBytes()).isPositive();
        assertThat(growth.days())
                .containsExactly(
                        new Growth.Day(began.minusDays(1), 0, 0),
                        new Growth.Day(began, 2, 3),
                        new Growth.Day(began.plusDays(1), 0, 0),
                        new Growth.Day(began.plusDays(2), 0, 0));
    }

    @Test
    void leavesOutWhatIsOlderThanItsDays() {
        // given
        given.conversation();

        // when
        Growth later = given.conversations.growth(
                given.tenant, LocalDate.now(ZoneOffset.UTC).plusDays(30), 7);

        // then
        assertThat(later.conversations()).isEqualTo(1);
        assertThat(later.days()).hasSize(7).allMatch(day -> day.conversations() == 0);
    }
}
