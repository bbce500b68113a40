package dewey.limits;

/** Addresses, as far as they tell one client from another. */
final class Addresses {
    private static final int GROUPS_OF_A_NETWORK = 4;

    private Addresses() {}

    /**
     * The address itself, and of an IPv6 address its network of 64 bits: within that a single machine has more addresses than
     * anybody could count.
     */
    static String group(String address) {
        int colon = address.indexOf(':');
        if (colon < 0 || address.contains(".")) {
            return address;
        }
        int groups = 0;
        for (int i = 0; i < address.length(); i++) {
            if (address.charAt(i) == ':') {
                if (i + 1 < address.length() && address.charAt(i + 1) == ':') {
                    // zeros begin here: within the network if they begin this early, and so do all others of it
                    return address.substring(0, i) + "::/64";
                }
                if (++groups == GROUPS_OF_A_NETWORK) {
                    return address.substring(0, i) + "::/64";
                }
            }
        }
        return address;
    }
}
