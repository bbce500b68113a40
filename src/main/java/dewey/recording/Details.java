package dewey.recording;

import dewey.json.Escapes;
import dewey.json.Members;
import java.util.HashMap;
import java.util.Map;

/** The few values inside of a JSON-RPC message that say what it is about; found in one walk, without building the rest. */
final class Details implements Members.Visitor {
    private static final int LONGEST = 200;
    private static final int LONGEST_STATE = 4_096;
    private static final String META = "_meta.io.modelcontextprotocol/";

    private final String text;
    private final Map<String, String> found = new HashMap<>();

    private Details(String text) {
        this.text = text;
    }

    static Details of(String text) {
        Details details = new Details(text);
        Members.walk(text, details);
        return details;
    }

    @Override
    public void value(Members.Path path, int from, int to) {
        switch (path.name()) {
            case "name",
                    "version",
                    "title",
                    "code",
                    "isError",
                    "requestState",
                    "protocolVersion",
                    "io.modelcontextprotocol/protocolVersion" -> keep(path.toString(), from, to);
            default -> {
                // says nothing about the message as a whole
            }
        }
    }

    private void keep(String path, int from, int to) {
        switch (path) {
            case "params.name",
                    "params.protocolVersion",
                    "params." + META + "protocolVersion",
                    "params.clientInfo.name",
                    "params.clientInfo.version",
                    "params.clientInfo.title",
                    "params." + META + "clientInfo.name",
                    "params." + META + "clientInfo.version",
                    "params." + META + "clientInfo.title",
                    "result.protocolVersion",
                    "result.serverInfo.name",
                    "result.serverInfo.version",
                    "result.serverInfo.title",
                    "result." + META + "serverInfo.name",
                    "result." + META + "serverInfo.version",
                    "result." + META + "serverInfo.title",
                    "error.code",
                    "result.isError" -> found.put(path, value(from, to, LONGEST));
            case "params.requestState", "result.requestState" -> {
                if (to - from <= LONGEST_STATE) {
                    found.put(path, value(from, to, LONGEST_STATE));
                }
            }
            default -> {
                // another of that name
            }
        }
    }

    private String value(int from, int to, int longest) {
        boolean quoted = text.charAt(from) == '"' && to - from >= 2;
        String value = quoted
                ? Escapes.decoded(text.substring(from + 1, Math.min(to - 1, from + 1 + longest * 6)))
                : text.substring(from, Math.min(to, from + longest));
        return value.length() <= longest ? value : value.substring(0, longest) + "…";
    }

    /** The value at a path, or null. */
    String get(String path) {
        return found.get(path);
    }

    /** A member of the client's or the server's description of itself, where either era has it; or null. */
    String info(String side, String who, String member) {
        String modern = found.get(side + "." + META + who + "." + member);
        return modern != null ? modern : found.get(side + "." + who + "." + member);
    }

    String protocolVersion() {
        String modern = found.get("params." + META + "protocolVersion");
        if (modern != null) {
            return modern;
        }
        // the server's word on it is the last one
        return found.getOrDefault("result.protocolVersion", found.get("params.protocolVersion"));
    }

    /** Whether it is a response that tells of a failure, of the protocol or of a tool. */
    boolean tellsOfFailure() {
        return found.containsKey("error.code") || "true".equals(found.get("result.isError"));
    }
}
