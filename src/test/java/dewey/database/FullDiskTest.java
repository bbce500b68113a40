package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a table in a tablespace on a file system of 4 MiB, where the tests may mount one (Linux, as root). */
class FullDiskTest {
    private static final String SPACE = "small_disk";

    @TempDir
    private Path directory;

    private final Transactions transactions = TestDatabase.transactions();
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "tmpfs", directory.toString()) == 0;
        assumeTrue(mounted, "a file system can be mounted only as root on Linux");
        Path space = directory.resolve("space");
        assertThat(run("mkdir", space.toString())).isZero();
        // PostgreSQL may run as somebody else
        assertThat(run(
                        "chown",
                        "--reference="
                                + TestDatabase.query("SHOW data_directory").get(0),
                        space.toString()))
                .isZero();
        TestDatabase.execute("CREATE TABLESPACE " + SPACE + " LOCATION '" + space + "'");
        TestDatabase.execute("CREATE TABLE filling (part int, content text) TABLESPACE " + SPACE);
        TestDatabase.execute("ALTER TABLE filling ALTER content SET STORAGE EXTERNAL");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            TestDatabase.execute("DROP TABLE IF EXISTS filling");
            TestDatabase.execute("DROP TABLESPACE IF EXISTS " + SPACE);
            assertThat(run("umount", directory.toString())).isZero();
        }
    }

    @Test
    void refusesClearlyAndAtOnceStoresNothingByHalfAndGoesOnWhenThereIsRoom() throws Exception {
        // given
        Refused refused = null;
        int stored = 0;
        while (refused == null && stored < 100) {
            int part = stored;
            refused = catchThrowableOfType(Refused.class, () -> store(part));
            stored += refused == null ? 1 : 0;
        }

        // when
        long begun = System.nanoTime();
        Refused again = catchThrowableOfType(Refused.class, () -> store(1_000));

        // then
        assertThat(again).isNotNull();
        assertThat(again.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(again).hasMessage("the database has no room left; try again in 30 s");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("no attempt after the first")
                .isLessThan(Duration.ofSeconds(2));
        assertThat(TestDatabase.query("SELECT count(*) || ' ' || count(DISTINCT part) FROM filling"))
                .isEqualTo(List.of(2 * stored + " " + stored));

        // when
        assertThat(run("mount", "-o", "remount,size=16m", directory.toString())).isZero();
        store(2_000);

        // then
        assertThat(TestDatabase.query("SELECT count(*) FROM filling WHERE part = 2000"))
                .containsExactly("2");
    }

    /** Two rows in one transaction. */
    private void store(int part) {
        transactions.writeAcrossTenants(entityManager -> {
            for (int row = 0; row < 2; row++) {
                entityManager
                        .createNativeQuery("INSERT INTO filling VALUES (?1, repeat('x', 100000))")
                        .setParameter(1, part)
                        .executeUpdate();
            }
            return null;
        });
    }

    private static int run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (java.io.IOException noSuchCommand) {
            return -1;
        }
    }
}
