package dewey.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.config.AddressRange;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private final Addresses addresses = new Addresses(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "fe80::1",
                "febf::1",
                "fd00:ec2::254",
                "ff02::1",
                "::ffff:169.254.169.254",
                "::ffff:a9fe:a9fe",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1"
            })
    void refusesWhatIsOfTheLinkOrOfTheCloud(String address) throws Exception {
        assertThat(addresses.allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "::ffff:10.0.0.1",
                "fd00::1",
                "2001:db8::1",
                "8.8.8.8",
                "169.253.255.255",
                "223.255.255.255"
            })
    void allowsTheLoopbackPrivateAndPublicOnes(String address) throws Exception {
        assertThat(addresses.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "ws://2852039166/",
                "http://[::ffff:169.254.169.254]/",
                "https://[fe80::1]:8443/mcp"
            })
    void looksAtTheAddressAndNotAtItsSpelling(String url) {
        assertThatThrownBy(() -> addresses.require(URI.create(url)))
                .isInstanceOf(Addresses.Refused.class)
                .hasMessage("the upstream's address is not allowed");
    }

    @Test
    void allowsWhatTheAdministratorAllows() {
        Addresses told =
                new Addresses(List.of(AddressRange.parse("169.254.169.0/24"), AddressRange.parse("fe80::/10")));

        assertThatCode(() -> told.require(URI.create("http://169.254.169.254/")))
                .doesNotThrowAnyException();
        assertThatCode(() -> told.require(URI.create("http://[fe80::2]/"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> told.require(URI.create("http://169.254.170.1/")))
                .isInstanceOf(Addresses.Refused.class);
    }
}
