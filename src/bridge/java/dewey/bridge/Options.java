package dewey.bridge;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the command line and the environment say. */
record Options(URI server, Map<String, String> headers) {
    static final String USAGE =
            """
            Usage: java -jar dewey-stdio.jar [--header 'Name: value']... URL

            Connects a client that starts its MCP servers as processes to a server at URL:
              http://… or https://…   Streamable HTTP
              ws://… or wss://…       WebSocket

              --header 'Name: value'  is sent with each request; may be repeated
              --help                  prints this

            The environment variable DEWEY_TOKEN is sent as Authorization: Bearer …
            Messages go through standard input and output; whatever else there is to say goes to standard error.""";

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** The command line cannot be understood; the message says why. */
    static final class Misuse extends Exception {
        private static final long serialVersionUID = 1;

        Misuse(String message) {
            super(message);
        }
    }

    static Options read(List<String> arguments, Map<String, String> environment) throws Misuse {
        Map<String, String> headers = new LinkedHashMap<>();
        String token = environment.getOrDefault("DEWEY_TOKEN", "").strip();
        if (!token.isEmpty()) {
            headers.put("Authorization", "Bearer " + printable("DEWEY_TOKEN", token));
        }
        URI server = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--header")) {
                if (++i == arguments.size()) {
                    throw new Misuse("--header needs a value, as in --header 'Name: value'");
                }
                header(arguments.get(i), headers);
            } else if (argument.startsWith("-")) {
                throw new Misuse("unknown option " + argument);
            } else if (server != null) {
                throw new Misuse("more than one URL is given");
            } else {
                server = address(argument);
            }
        }
        if (server == null) {
            throw new Misuse("the URL of the server is missing");
        }
        return new Options(server, headers);
    }

    private static void header(String given, Map<String, String> headers) throws Misuse {
        int colon = given.indexOf(':');
        // the value may be a secret: it is not shown
        if (colon < 1 || !NAME.matcher(given.substring(0, colon)).matches()) {
            throw new Misuse("--header must be 'Name: value'");
        }
        String name = given.substring(0, colon);
        headers.keySet().removeIf(name::equalsIgnoreCase);
        headers.put(
                name, printable("--header " + name, given.substring(colon + 1).strip()));
    }

    private static String printable(String what, String value) throws Misuse {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
            throw new Misuse(what + " holds a control character");
        }
        return value;
    }

    private static URI address(String text) throws Misuse {
        try {
            URI address = URI.create(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (SCHEMES.contains(scheme) && address.getHost() != null && address.getFragment() == null) {
                return address;
            }
        } catch (IllegalArgumentException notAUri) {
            // said below
        }
        throw new Misuse("the URL must begin with http://, https://, ws:// or wss:// and name a host");
    }

    boolean isWebSocket() {
        return server.getScheme().toLowerCase(Locale.ROOT).startsWith("ws");
    }
}
