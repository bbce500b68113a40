package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    /** Named like the exception of a server's pool, which this build cannot see. */
    private static final class PoolingException extends Exception {}

    private static final class RollbackException extends RuntimeException {
        RollbackException(Throwable cause) {
            super(cause);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08000", "08001", "08006", "57P01", "57P02", "57P03", "57P05", "25P03", "53300"})
    void knowsALostConnectionByItsState(String state) {
        assertThat(classify(new SQLException("x", state))).isInstanceOf(ConnectionLost.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "25006"})
    void knowsWhatPassesWithoutAConnectionBeingLost(String state) {
        assertThat(classify(new SQLException("x", state)))
                .isInstanceOf(TransientFailure.class)
                .isNotInstanceOf(ConnectionLost.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "42P01", "23503", "28P01", "3D000", "42501"})
    void leavesOtherStatesAsTheyAre(String state) {
        RuntimeException failure = new IllegalStateException(new SQLException("x", state));

        assertThat(Failures.classify(failure)).isSameAs(failure);
    }

    @ParameterizedTest
    @CsvSource({
        "53100, no room left, 30",
        "53200, no memory left, 5",
        "53400, space to work in, 5",
        "57014, took longer, 5"
    })
    void refusesAtOnceWhatNoOtherAttemptWouldFind(String state, String words, int seconds) {
        RuntimeException classified = classify(new SQLException("secret detail", state));

        assertThat(classified).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(seconds));
            assertThat(refused).hasMessageContaining(words).hasMessageEndingWith("try again in " + seconds + " s");
            assertThat(refused.getMessage()).doesNotContain("secret");
        });
    }

    @Test
    void aCallThatIsCancelledLacksNoTime() {
        CancellationException cancelled = new CancellationException();
        cancelled.initCause(new SQLException("canceling statement due to user request", "57014"));

        assertThat(classify(cancelled)).isSameAs(cancelled);
    }

    @Test
    void knowsPoolsThatHideTheDriver() {
        assertThat(classify(new SQLException("Error in allocating a connection")))
                .isInstanceOf(ConnectionLost.class);
        assertThat(classify(new PoolingException())).isInstanceOf(ConnectionLost.class);
        assertThat(classify(new SQLTransientConnectionException("timeout"))).isInstanceOf(ConnectionLost.class);
    }

    @Test
    void findsTheStateAmongSuppressedAndNextExceptions() {
        SQLException batch = new SQLException("batch", "22000");
        SQLException outer = new SQLException("x", "40001");
        RuntimeException failure = new IllegalStateException("outer");
        failure.addSuppressed(outer);

        assertThat(Failures.classify(failure)).isInstanceOf(TransientFailure.class);

        outer.setNextException(batch);
        assertThat(Failures.classify(failure)).isSameAs(failure);
    }

    @Test
    void triesAgainAfterACommitOfUnknownOutcomeButNotAfterOneWithAReason() {
        assertThat(Failures.classify(new RollbackException(null))).isInstanceOf(TransientFailure.class);

        RuntimeException reasoned = new RollbackException(new SQLException("x", "23503"));
        assertThat(Failures.classify(reasoned)).isSameAs(reasoned);
    }

    @Test
    void bringsARefusalOutOfItsWrappers() {
        Refused refused = Refused.notFound("conversation_id", "conversation");

        assertThat(Failures.classify(new IllegalStateException(refused))).isSameAs(refused);
        assertThat(Failures.classify(refused)).isSameAs(refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: duplicate key value violates unique constraint \"messages_by_id\"\n"
                        + "  Detail: Key (\"a\")=(\"b\")",
                "FEHLER: doppelter Schlüsselwert verletzt Unique-Constraint »messages_by_id«",
                "ERREUR: la valeur d'une clé dupliquée rompt la contrainte unique « messages_by_id »"
            })
    void readsTheConstraintOfAUniqueViolationInEveryLanguage(String message) {
        RuntimeException classified = classify(new SQLException(message, "23505"));

        assertThat(classified)
                .isInstanceOfSatisfying(UniqueViolation.class, violation -> assertThat(violation.constraint())
                        .isEqualTo("messages_by_id"));
    }

    @Test
    void surviveACircleOfCauses() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(classify(first)).isInstanceOf(IllegalStateException.class);
    }

    private static RuntimeException classify(Throwable cause) {
        return Failures.classify(new IllegalStateException(cause));
    }
}
