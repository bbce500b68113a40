package dewey.formats;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The tree of messages of a ChatGPT conversation, in the order in which they were said.
 *
 * <p>No message comes before the one that it follows; of those that could be next, the oldest is. A message that is edited begins a
 * branch, whose messages are newer than all before: so a conversation that has grown has its new messages at the end.
 */
final class MessageTree {
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private static final class Node {
        final String id;
        final JsonObject json;
        final int place;
        final List<Node> children = new ArrayList<>();
        Instant time = Instant.MIN;
        boolean told;

        Node(String id, JsonObject json, int place) {
            this.id = id;
            this.json = json;
            this.place = place;
        }

        boolean isMessage() {
            return json.get("message") instanceof JsonObject;
        }

        Optional<Instant> ownTime() {
            return Moments.ofSeconds(Fields.object(json, "message").get("create_time"));
        }
    }

    /** Is told each message with the time at which it was said, if that is known. */
    @FunctionalInterface
    interface Listener {
        void message(String id, JsonObject node, Optional<Instant> time);
    }

    /** @param mapping the nodes by their ids; what is no object among them has nothing to say */
    MessageTree(JsonObject mapping) {
        for (Map.Entry<String, JsonValue> entry : mapping.entrySet()) {
            if (entry.getValue() instanceof JsonObject json) {
                nodes.put(entry.getKey(), new Node(entry.getKey(), json, nodes.size()));
            }
        }
    }

    /** The nodes without a message: the root, as a rule. */
    JsonObject emptyNodes() {
        JsonObjectBuilder empty = JsonText.object();
        nodes.values().stream().filter(node -> !node.isMessage()).forEach(node -> empty.add(node.id, node.json));
        return empty.build();
    }

    void forEachMessage(Listener listener) {
        Deque<Node> roots = new ArrayDeque<>();
        for (Node node : nodes.values()) {
            Node parent = Fields.text(node.json, "parent").map(nodes::get).orElse(null);
            if (parent == null || parent == node) {
                roots.add(node);
            } else {
                parent.children.add(node);
            }
        }
        tell(roots, listener);
        // a tree that others have made may have a circle, which no root leads to
        for (Node node : nodes.values()) {
            if (!node.told) {
                tell(new ArrayDeque<>(List.of(node)), listener);
            }
        }
    }

    private static void tell(Deque<Node> roots, Listener listener) {
        PriorityQueue<Node> next = new PriorityQueue<>(
                Comparator.<Node, Instant>comparing(node -> node.time).thenComparingInt(node -> node.place));
        for (Node root : roots) {
            root.time = root.ownTime().orElse(Instant.MIN);
            next.add(root);
        }
        while (!next.isEmpty()) {
            Node node = next.poll();
            if (node.told) {
                continue;
            }
            node.told = true;
            if (node.isMessage()) {
                listener.message(
                        externalId(node), node.json, known(node.ownTime().orElse(node.time)));
            }
            for (Node child : node.children) {
                child.time =
                        child.ownTime().filter(own -> own.isAfter(node.time)).orElse(node.time);
                next.add(child);
            }
        }
    }

    private static Optional<Instant> known(Instant time) {
        return Optional.of(time).filter(instant -> !instant.equals(Instant.MIN));
    }

    private static String externalId(Node node) {
        return node.id.isBlank() || node.id.length() > 200 ? RowIds.hash(node.id, new byte[0]) : node.id;
    }
}
