package dewey.upstreams;

import dewey.config.AddressRange;
import dewey.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Which internet addresses an upstream may have: not those of the machine's own link and of a cloud's metadata, unless the
 * administrator allows them. Private addresses and the loopback are allowed: upstreams are named by the administrator only.
 *
 * <p>Asked right before each connection, about the addresses to which the name resolves then. The JDK's HTTP client resolves the
 * name itself, from the same cache of the JVM (30 s by default); it has no way to be given the address.
 */
@ApplicationScoped
public class Addresses {
    private static final List<AddressRange> REFUSED = Stream.of(
                    "0.0.0.0/8", // "this host": connects to the loopback on Linux
                    "169.254.0.0/16", // link-local, and the metadata of nearly every cloud
                    "100.100.100.200", // metadata of Alibaba Cloud
                    "168.63.129.16", // the platform of Azure
                    "224.0.0.0/4", // multicast
                    "255.255.255.255",
                    "::",
                    "fe80::/10", // link-local
                    "fd00:ec2::254", // metadata of AWS
                    "fd20:ce::254", // metadata of Google Cloud
                    "ff00::/8") // multicast
            .map(AddressRange::parse)
            .toList();

    /** Where an IPv4 address stands inside an IPv6 one: IPv4-compatible, NAT64, 6to4. The JDK unwraps the IPv4-mapped itself. */
    private static final List<Wrapping> WRAPPINGS = List.of(
            new Wrapping(AddressRange.parse("::/96"), 12),
            new Wrapping(AddressRange.parse("64:ff9b::/96"), 12),
            new Wrapping(AddressRange.parse("2002::/16"), 2));

    private final List<AddressRange> allowed;

    @Inject
    public Addresses(Settings settings) {
        this(settings.upstreams().allowedAddresses());
    }

    public Addresses(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** For the container's proxy of this class. */
    protected Addresses() {
        this(List.of());
    }

    /**
     * Looks the host up, which may take a while, and returns when every one of its addresses may be connected to.
     *
     * @throws Refused if one of them may not
     * @throws UnknownHostException if there are none
     */
    public void require(URI url) throws Refused, UnknownHostException {
        of(url);
    }

    /**
     * As {@link #require}: the addresses of the host, all of which may be connected to.
     *
     * @return at least one, in the order in which they are to be tried
     */
    public List<InetAddress> of(URI url) throws Refused, UnknownHostException {
        // a name with good and bad addresses is refused: which of them is tried is not always ours to choose
        InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
        for (InetAddress address : addresses) {
            if (!allows(address)) {
                throw new Refused();
            }
        }
        return List.of(addresses);
    }

    /** The same for a chain of stages, whose failure is wrapped. */
    public URI checked(URI url) {
        try {
            require(url);
            return url;
        } catch (Refused | UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    boolean allows(InetAddress address) {
        return isIn(allowed, address) || !isIn(REFUSED, address) && wrappedIsAllowed(address);
    }

    private boolean wrappedIsAllowed(InetAddress address) {
        return WRAPPINGS.stream()
                .filter(wrapping -> wrapping.range().contains(address))
                .map(wrapping -> wrapping.unwrap(address))
                // ::1 is the loopback and no wrapped 0.0.0.1
                .allMatch(inner -> address.isLoopbackAddress() || isIn(allowed, inner) || !isIn(REFUSED, inner));
    }

    private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private record Wrapping(AddressRange range, int at) {
        InetAddress unwrap(InetAddress address) {
            try {
                return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), at, at + 4));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        }
    }

    /** The upstream has an address that is not allowed; which one is not said. */
    public static final class Refused extends Exception {
        Refused() {
            super("the upstream's address is not allowed", null, false, false);
        }
    }
}
