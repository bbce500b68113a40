package dewey.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Neighbouring internet addresses, written as one address or as a prefix: {@code 169.254.169.254}, {@code fe80::/10}. */
public record AddressRange(InetAddress first, int prefixBits) {
    // nothing but literals: a name would be looked up
    private static final Pattern VERSION_4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern VERSION_6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /** @throws IllegalArgumentException if it is no range; the message continues "it " */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        int longest = address.getAddress().length * 8;
        String bits = slash < 0 ? Integer.toString(longest) : text.substring(slash + 1);
        if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > longest) {
            throw notARange();
        }
        return new AddressRange(address, Integer.parseInt(bits));
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += 8) {
            int mask = prefixBits - bit >= 8 ? 0xff : 0xff << 8 - (prefixBits - bit) & 0xff;
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress literal(String text) {
        if (!VERSION_4.matcher(text).matches() && !VERSION_6.matcher(text).matches()) {
            throw notARange();
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw notARange();
        }
    }

    private static IllegalArgumentException notARange() {
        return new IllegalArgumentException("is not an address or a range such as 169.254.169.254 or fe80::/10");
    }
}
