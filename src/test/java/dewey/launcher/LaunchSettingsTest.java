package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchSettingsTest {
    private static final Path HOME = Path.of("/home/somebody");
    private static final String PASSWORD = "s3cr3t";

    @Test
    void haveADefaultForEverything() throws Exception {
        // when
        LaunchSettings settings = LaunchSettings.from(Map.of("DEWEY_PORT", " ", "DEWEY_HOST", ""), HOME);

        // then
        assertThat(settings.dataDirectory()).isEqualTo(HOME.resolve(".dewey"));
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(9020);
        assertThat(settings.database()).isEmpty();
        assertThat(settings.minConnections()).isEqualTo(4);
        assertThat(settings.maxConnections()).isEqualTo(16);
        assertThat(settings.javaOptions()).isEmpty();
    }

    @Test
    void comeFromTheEnvironment() throws Exception {
        // when
        LaunchSettings settings = LaunchSettings.from(
                Map.of(
                        "DEWEY_DATA_DIR", "/srv/dewey",
                        "DEWEY_HOST", "::1",
                        "DEWEY_PORT", " 65535 ",
                        "DEWEY_DB_MIN_CONNECTIONS", "0",
                        "DEWEY_DB_MAX_CONNECTIONS", "1000",
                        "DEWEY_JAVA_OPTS", " -Xmx2g  -Dx=y "),
                HOME);

        // then
        assertThat(settings.dataDirectory()).isEqualTo(Path.of("/srv/dewey"));
        assertThat(settings.host()).isEqualTo("::1");
        assertThat(settings.port()).isEqualTo(65_535);
        assertThat(settings.minConnections()).isZero();
        assertThat(settings.maxConnections()).isEqualTo(1000);
        assertThat(settings.javaOptions()).containsExactly("-Xmx2g", "-Dx=y");
    }

    @ParameterizedTest
    @CsvSource({
        "DEWEY_PORT, 0, 1, 65535",
        "DEWEY_PORT, 65536, 1, 65535",
        "DEWEY_PORT, http, 1, 65535",
        "DEWEY_PORT, 90.20, 1, 65535",
        "DEWEY_PORT, 99999999999, 1, 65535",
        "DEWEY_DB_MAX_CONNECTIONS, 1, 2, 1000",
        "DEWEY_DB_MAX_CONNECTIONS, 1001, 2, 1000",
        "DEWEY_DB_MIN_CONNECTIONS, -1, 0, 1000",
        "DEWEY_DB_PORT, 70000, 1, 65535"
    })
    void nameTheVariableTheValueAndTheBoundsOfABadNumber(String variable, String value, int least, int most) {
        assertThatThrownBy(() -> LaunchSettings.from(Map.of(variable, value), HOME))
                .isInstanceOf(CannotStart.class)
                .hasMessage(variable + " is \"" + value + "\"; it must be a whole number from " + least + " to " + most
                        + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, it must be a loopback address",
        "'::', it must be a loopback address",
        "192.0.2.1, it must be a loopback address",
        "no-such-host.invalid, which is no address that this machine knows"
    })
    void refuseToListenWhereAnyoneCouldConnect(String host, String reason) {
        assertThatThrownBy(() -> LaunchSettings.from(Map.of("DEWEY_HOST", host), HOME))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("DEWEY_HOST is \"" + host + "\"")
                .hasMessageContaining(reason);
    }

    @Test
    void listenAnywhereWhenCredentialsAreAskedFor() throws CannotStart {
        LaunchSettings settings =
                LaunchSettings.from(Map.of("DEWEY_HOST", "0.0.0.0", "DEWEY_SECURITY_TOKENS_FILE", "tokens"), HOME);

        assertThat(settings.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void refuseMoreConnectionsAtLeastThanAtMost() {
        assertThatThrownBy(() -> LaunchSettings.from(
                        Map.of("DEWEY_DB_MIN_CONNECTIONS", "9", "DEWEY_DB_MAX_CONNECTIONS", "8"), HOME))
                .isInstanceOf(CannotStart.class)
                .hasMessage("DEWEY_DB_MIN_CONNECTIONS is 9, which is more than the 8 of DEWEY_DB_MAX_CONNECTIONS.");
    }

    @Test
    void refuseADataDirectoryThatIsNoPath() {
        assertThatThrownBy(() -> LaunchSettings.from(Map.of("DEWEY_DATA_DIR", "a\0b"), HOME))
                .isInstanceOf(CannotStart.class)
                .hasMessage("DEWEY_DATA_DIR is not a path of this system.");
    }

    @Test
    void keepTheNamesThatTheOriginalGaveToTheDatabase() throws Exception {
        // when
        LaunchSettings.DatabaseAddress database = LaunchSettings.from(
                        Map.of(
                                "DEWEY_DB_HOST", "db.example.org",
                                "DEWEY_DB_PORT", "6432",
                                "DEWEY_DB_NAME", "talks",
                                "DEWEY_DB_USER", "me",
                                "DEWEY_DB_PASSWORD", PASSWORD),
                        HOME)
                .database()
                .orElseThrow();

        // then
        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.org:6432/talks");
        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo(PASSWORD);
    }

    @Test
    void useAnotherPostgresqlAsSoonAsOneOfItsVariablesIsSet() throws Exception {
        assertThat(LaunchSettings.from(Map.of("DEWEY_DB_USER", "me"), HOME)
                        .database()
                        .orElseThrow()
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://localhost:5432/dewey");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/talks, jdbc:postgresql://db:5432/talks, dewey, ''",
        "postgres://me@db/talks, jdbc:postgresql://db:5432/talks, me, ''",
        "postgresql://me:p%40ss%2Fw+d@db:1/talks?ssl=true, jdbc:postgresql://db:1/talks?ssl=true, me, p@ss/w+d",
        "postgresql://[::1]:5433/talks, jdbc:postgresql://[::1]:5433/talks, dewey, ''",
        "'jdbc:postgresql://a,b:6432,[::1]/talks?targetServerType=primary', 'jdbc:postgresql://a:5432,b:6432,[::1]:5432/talks?targetServerType=primary', dewey, ''"
    })
    void readTheUrlsThatAreInUse(String url, String jdbcUrl, String user, String password) throws Exception {
        // when
        LaunchSettings.DatabaseAddress database = LaunchSettings.from(Map.of("DEWEY_DB_URL", url), HOME)
                .database()
                .orElseThrow();

        // then
        assertThat(database).isEqualTo(new LaunchSettings.DatabaseAddress(jdbcUrl, user, password));
    }

    @Test
    void preferTheirOwnUserAndPasswordToThoseOfTheUrl() throws Exception {
        // when
        LaunchSettings.DatabaseAddress database = LaunchSettings.from(
                        Map.of(
                                "DEWEY_DB_URL", "postgresql://x:y@db/talks",
                                "DEWEY_DB_USER", "me",
                                "DEWEY_DB_PASSWORD", PASSWORD),
                        HOME)
                .database()
                .orElseThrow();

        // then
        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://me:" + PASSWORD + "@db/talks",
                PASSWORD,
                "postgresql://me:" + PASSWORD + "@db",
                "postgresql://me:" + PASSWORD + "@db:99999/talks",
                "postgresql://me:" + PASSWORD + "@db,/talks",
                "postgresql://me:" + PASSWORD + "@db,other:0/talks",
                "postgresql://me:" + PASSWORD + "%zz@db/talks"
            })
    void refuseAUrlThatIsNoneWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> LaunchSettings.from(Map.of("DEWEY_DB_URL", url), HOME))
                .isInstanceOf(CannotStart.class)
                .hasMessage("DEWEY_DB_URL must look like jdbc:postgresql://host:5432/database.");
    }

    @Test
    void printWithoutThePassword() throws Exception {
        // when
        LaunchSettings settings = LaunchSettings.from(
                Map.of("DEWEY_DB_URL", "postgresql://me:" + PASSWORD + "@db/talks?password=" + PASSWORD), HOME);

        // then
        assertThat(settings.toString()).doesNotContain(PASSWORD).contains("me@postgresql://db:5432/talks");
        assertThat(settings.database().orElseThrow().shown()).isEqualTo("postgresql://db:5432/talks");
    }
}
