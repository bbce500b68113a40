package dewey.replay;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is said to a request that the record does not have: which one was looked for, where, and what there is. */
final class Unknown {
    private static final int MOST_NAMES = 20;

    private final UUID session;
    private final Script script;

    Unknown(UUID session, Script script) {
        this.session = session;
        this.script = script;
    }

    /** -32601 where the method was never asked, else -32602. */
    JsonRpcError error(String method, JsonValue params) {
        String where = "the recorded session " + session;
        Integer times = script.methods().get(method);
        if (times == null) {
            String known = where + " has no request " + JsonRpcError.shortened(method) + names(script.methods());
            return error(JsonRpcError.METHOD_NOT_FOUND, "Method not found: " + known, method, null);
        }
        String tool = RequestKey.tool(method, params);
        String what;
        if (tool == null) {
            what = where + " has " + counted(times, "request") + " " + method + ", but none with these params";
        } else if (script.tools().containsKey(tool)) {
            what = where + " has " + counted(script.tools().get(tool), "call") + " of the tool "
                    + JsonRpcError.shortened(tool) + ", but none with these arguments";
        } else {
            what = where + " has no call of the tool " + JsonRpcError.shortened(tool) + names(script.tools());
        }
        return error(JsonRpcError.INVALID_PARAMS, "Invalid params: " + what, method, tool);
    }

    private JsonRpcError error(int code, String message, String method, String tool) {
        String cut = script.cut() == 0
                ? ""
                : " (" + counted(script.cut(), "request") + " of it cannot be compared: not kept whole)";
        JsonObjectBuilder data = JsonText.object()
                .add("conversation_id", session.toString())
                .add("method", JsonRpcError.shortened(method));
        if (tool != null) {
            data.add("tool", JsonRpcError.shortened(tool));
        }
        return new JsonRpcError(code, message + cut, data.build());
    }

    private static String names(Map<String, Integer> known) {
        if (known.isEmpty()) {
            return "; it has none at all";
        }
        String names = known.keySet().stream()
                .limit(MOST_NAMES)
                .map(JsonRpcError::shortened)
                .collect(Collectors.joining(", "));
        return "; it has " + names + (known.size() > MOST_NAMES ? " and more" : "");
    }

    private static String counted(int times, String what) {
        return times + " " + (times == 1 ? what : what + "s");
    }
}
