package dewey.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a recorded session has to say to which request: a bounded index, without the texts. */
final class Script {
    private final Map<RequestKey, List<Exchange>> exchanges = new HashMap<>();
    private final Map<RequestKey, Integer> asked = new HashMap<>();
    private final Map<String, Integer> methods = new TreeMap<>();
    private final Map<String, Integer> tools = new TreeMap<>();
    private int cut;

    /** @param tool of {@code tools/call}, or null */
    void add(RequestKey key, Exchange exchange, String method, String tool) {
        exchanges.computeIfAbsent(key, first -> new ArrayList<>(1)).add(exchange);
        methods.merge(method, 1, Integer::sum);
        if (tool != null) {
            tools.merge(tool, 1, Integer::sum);
        }
    }

    /** One more request was too long to be kept whole, so that nobody can ask it again. */
    void addCut() {
        cut++;
    }

    /** What is said to the request this time: the n-th time the n-th exchange, and then the last one again and again. */
    Optional<Exchange> next(RequestKey key) {
        List<Exchange> recorded = exchanges.get(key);
        if (recorded == null) {
            return Optional.empty();
        }
        int before = asked.merge(key, 1, Integer::sum) - 1;
        return Optional.of(recorded.get(Math.min(before, recorded.size() - 1)));
    }

    /** The methods that were asked, and how often. */
    Map<String, Integer> methods() {
        return methods;
    }

    /** The tools that were called, and how often. */
    Map<String, Integer> tools() {
        return tools;
    }

    int cut() {
        return cut;
    }
}
