package dewey.bridge;

/** What an HTTP status means, for whoever reads the error. */
final class HttpWords {
    private static final int LONGEST = 200;

    private HttpWords() {}

    static String of(int status, String body) {
        String words =
                switch (status) {
                    case 401 -> "the server wants credentials (HTTP 401); set DEWEY_TOKEN or --header";
                    case 403 -> "the server refuses this client (HTTP 403)";
                    case 404 -> "there is no MCP server at this URL (HTTP 404)";
                    case 429, 503 -> "the server is overloaded or stopping (HTTP " + status + "); try again later";
                    default -> "the server answers HTTP " + status + " and no message";
                };
        String text = body.strip();
        return text.isEmpty()
                ? words
                : words + ": " + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
    }
}
