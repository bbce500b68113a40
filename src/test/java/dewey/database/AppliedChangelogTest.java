package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppliedChangelogTest {
    private final String database = "applied_" + UUID.randomUUID().toString().replace('-', '_');
    private final AppliedChangelog changelog = new AppliedChangelog(Schema.CHANGELOG);

    @BeforeEach
    void begin() {
        TestDatabase.execute("CREATE DATABASE " + database);
    }

    @AfterEach
    void end() {
        TestDatabase.execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    @Test
    void isInADatabaseThatHasBeenUpdated() throws Exception {
        assertThat(isIn(changelog)).isFalse();

        update();

        assertThat(isIn(changelog)).isTrue();
    }

    @Test
    void isInNoneThatHadAnotherChangelog() throws Exception {
        update();

        assertThat(isIn(new AppliedChangelog("liquibase-test/slow.sql"))).isFalse();
    }

    @Test
    void isNoLongerInOneWhoseChangesAreNotWhatTheyWere() throws Exception {
        update();

        TestDatabase.execute(dataSource(), "DELETE FROM databasechangelog WHERE id = 'startup-contexts-active'");

        assertThat(isIn(changelog)).isFalse();
    }

    @Test
    void isLookedForByLiquibaseWhereTheCommentIsLost() throws Exception {
        update();
        TestDatabase.execute(dataSource(), "COMMENT ON TABLE databasechangelog IS NULL");
        assertThat(isIn(changelog)).isFalse();

        update();

        assertThat(isIn(changelog)).isTrue();
    }

    @Test
    void isNotRememberedByARoleThatMayNot() throws Exception {
        update();
        TestDatabase.execute(dataSource(), "COMMENT ON TABLE databasechangelog IS NULL");

        try (Connection connection = dataSource().getConnection()) {
            connection.createStatement().execute("SET ROLE pg_read_all_data");

            assertThatCode(() -> changelog.rememberIn(connection)).doesNotThrowAnyException();
        }

        assertThat(isIn(changelog)).isFalse();
    }

    private void update() {
        new Schema(dataSource(), Duration.ofSeconds(20), new TenantLock()).update();
    }

    private boolean isIn(AppliedChangelog applied) throws Exception {
        try (Connection connection = dataSource().getConnection()) {
            return applied.isIn(connection);
        }
    }

    private DataSource dataSource() {
        return TestDatabase.unpooled(database);
    }
}
