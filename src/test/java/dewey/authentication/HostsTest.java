package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:9020", "127.0.0.1:80", "[::1]:9020", "[::1]"})
    void withoutCredentialsTheNamesOfLoopbackAreAllowed(String host) {
        assertThat(Hosts.anyOr(true, List.of()).allow(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dewey.example.org", "localhost.example.org", "127.0.0.1.nip.io:9020", "localhost:9020@evil", ""
            })
    void othersAreNot(String host) {
        assertThat(Hosts.anyOr(true, List.of()).allow(host)).isFalse();
    }

    @Test
    void whatIsNamedIsAllowedAndNothingElse() {
        Hosts hosts = Hosts.anyOr(true, List.of("dewey.example.org"));

        assertThat(hosts.allow("DEWEY.example.org:443")).isTrue();
        assertThat(hosts.allow("localhost")).isFalse();
        assertThat(hosts.allow(null)).isFalse();
    }

    @Test
    void withCredentialsAnyIsAllowedUnlessSomeAreNamed() {
        assertThat(Hosts.anyOr(false, List.of()).allow("dewey.example.org")).isTrue();
        assertThat(Hosts.anyOr(false, List.of("dewey.example.org")).allow("other.example.org"))
                .isFalse();
    }
}
