package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL is asked to do, as it counts itself (pg_stat_statements, which counts a BEGIN for each commit but no COMMIT),
 * beside the one statement of each transaction that binds it to its tenant.
 */
class StatementsTest {
    private final Given given = new Given();
    private final UUID id = given.conversation();

    @BeforeEach
    void warmUpAndCountFromHere() {
        given.append(id, "the first message, a test");
        TestDatabase.execute("SELECT pg_stat_statements_reset()");
    }

    @Test
    void anAppendOfKnownWordsIsOneStatementWhichNeedsNoTransactionAroundIt() {
        given.append(id, "message 2, the first");

        assertThat(statements()).hasSize(1).allMatch(statement -> statement.startsWith("WITH message"));
        assertThat(count("SELECT set_config(")).isEqualTo(1);
        assertThat(count("BEGIN")).isZero();
    }

    @Test
    void whatTheDatabaseMakesOfWordsIsAskedOnce() {
        given.append(id, "running words");
        given.append(id, "words: running!");

        assertThat(statements()).hasSize(3);
        assertThat(count("SELECT word,")).isEqualTo(1);
    }

    @Test
    void anAppendThatNamesItsTurnIsOneStatementAndOneCommit() {
        given.conversations.append(
                given.tenant, id, NewMessage.of(Role.USER, "x").atTurn(7));

        assertThat(statements()).hasSize(1).allMatch(statement -> statement.startsWith("WITH message"));
        assertThat(count("SELECT set_config(")).isEqualTo(1);
        assertThat(count("BEGIN")).isEqualTo(1);
    }

    @Test
    void aDuplicateIsFoundByTheGroupItCameWithAndTwoStatementsOfItsOwn() {
        given.conversations.append(
                given.tenant, id, NewMessage.of(Role.USER, "x").identifiedBy("e1"));
        TestDatabase.execute("SELECT pg_stat_statements_reset()");

        given.conversations.append(
                given.tenant, id, NewMessage.of(Role.USER, "x").identifiedBy("e1"));

        assertThat(statements()).hasSize(3);
        assertThat(count("BEGIN")).isEqualTo(1);
    }

    @Test
    void aBulkIsFourStatementsForThousandMessages() {
        // what the database makes of their words is asked for once
        given.appendAll(id, Given.messages(1_000));
        TestDatabase.execute("SELECT pg_stat_statements_reset()");

        given.appendAll(id, Given.messages(1_000));

        // lock, was it stored before, insert, advance
        assertThat(statements()).hasSize(4);
        assertThat(count("INSERT INTO messages")).isEqualTo(1);
        assertThat(count("BEGIN")).isEqualTo(1);
    }

    @Test
    void anAppendIsPlannedOnceForEachConnection() {
        for (int i = 0; i < 100; i++) {
            given.append(id, "a message " + i);
        }

        // the driver has each connection keep a statement that it has asked five times
        assertThat(number("SELECT sum(plans) FROM pg_stat_statements WHERE query LIKE 'WITH message%'"))
                .isLessThan(50);
    }

    @Test
    void aPageOfFewMessagesIsTwoStatementsWhichNeedNoTransactionAroundThem() {
        given.conversations.read(given.tenant, id, 1, 10, 1_000);

        assertThat(statements()).hasSize(2);
        assertThat(count("SELECT set_config(")).isEqualTo(1);
        assertThat(count("BEGIN")).isZero();
    }

    @Test
    void aListIsTwoStatementsWhichNeedNoTransactionAroundThem() {
        given.conversations.list(given.tenant, ListQuery.newest(10));

        assertThat(statements()).hasSize(2);
        assertThat(count("SELECT set_config(")).isEqualTo(1);
        assertThat(count("BEGIN")).isZero();
    }

    private static List<String> statements() {
        return TestDatabase.query(
                """
                SELECT query FROM pg_stat_statements, generate_series(1, calls)
                 WHERE toplevel AND query ~ '^\\s*(WITH|SELECT|INSERT|UPDATE|DELETE)' AND query !~ 'pg_stat_statements|set_config'""");
    }

    private static int count(String beginning) {
        return number("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query LIKE '" + beginning + "%'");
    }

    private static int number(String query) {
        return Integer.parseInt(TestDatabase.query(query).get(0));
    }
}
