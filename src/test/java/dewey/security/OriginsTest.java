package dewey.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private final Origins origins = new Origins(List.of("https://chat.example.org/"));

    @Test
    void letsProgramsInThatSendNoOrigin() {
        assertThat(origins.allow(List.of(), "localhost:9020", true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:9020,  localhost:9020,  true,  true",
        "http://127.0.0.1:9020,  127.0.0.1:9020,  true,  true",
        "http://[::1]:9020,      [::1]:9020,      true,  true",
        "https://dewey.corp,     dewey.corp:443,  false, true",
        "HTTPS://Dewey.Corp,     dewey.corp,      false, true",
        "https://chat.example.org, dewey.corp,    false, true",
        "https://evil.example,   localhost:9020,  true,  false",
        "http://localhost:9999,  localhost:9020,  true,  false",
        "https://chat.example.org.evil.example, dewey.corp, false, false",
        "https://xchat.example.org, dewey.corp,   false, false",
        "null,                   localhost:9020,  true,  false",
        "'',                     localhost:9020,  true,  false",
        "'http://a b',           localhost:9020,  true,  false",
        "http://attacker.test:9020, attacker.test:9020, true, false",
        "http://attacker.test:9020, attacker.test:9020, false, true"
    })
    void comparesTheOriginWithTheServersOwnAndTheAllowList(String origin, String host, boolean local, boolean allowed) {
        assertThat(origins.allow(List.of(origin), host, local)).isEqualTo(allowed);
    }

    @Test
    void refusesTwoOrigins() {
        List<String> two = List.of("http://localhost:9020", "http://localhost:9020");

        assertThat(origins.allow(two, "localhost:9020", true)).isFalse();
    }

    @Test
    void refusesAnOriginWhenTheHostIsNotGiven() {
        assertThat(origins.allow(List.of("http://localhost"), null, true)).isFalse();
    }
}
