package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TotalsTest {
    private static final String TENANT = "acme";

    private final Totals totals = new Totals(Duration.ofHours(1));

    @Test
    void ofALargeTenantIsRemembered() {
        counted(Totals.LARGE);

        assertThat(totals.of(TENANT)).hasValue(Totals.LARGE);
        assertThat(totals.of("globex")).isEmpty();
    }

    @Test
    void ofASmallTenantIsNotNorOfOneThatHasBecomeSmall() {
        counted(Totals.LARGE);
        counted(Totals.LARGE - 1);

        assertThat(totals.of(TENANT)).isEmpty();
    }

    @Test
    void isForgottenWhenAConversationBeginsOrGoes() {
        counted(Totals.LARGE);

        totals.changed(TENANT);

        assertThat(totals.of(TENANT)).isEmpty();
    }

    @Test
    void isNotRememberedWhenSomethingChangedWhileItWasCounted() {
        long before = totals.changes(TENANT);
        totals.changed(TENANT);

        totals.counted(TENANT, Totals.LARGE, before);

        assertThat(totals.of(TENANT)).isEmpty();
    }

    @Test
    void isForgottenInTime() {
        Totals brief = new Totals(Duration.ZERO);

        brief.counted(TENANT, Totals.LARGE, brief.changes(TENANT));

        assertThat(brief.of(TENANT)).isEmpty();
    }

    private void counted(long total) {
        totals.counted(TENANT, total, totals.changes(TENANT));
    }
}
