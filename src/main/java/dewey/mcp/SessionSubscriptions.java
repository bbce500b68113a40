package dewey.mcp;

import dewey.features.ListChanged;
import java.util.HashSet;
import java.util.Set;

/** What one session of the old era wants to hear of: of all lists once it is ready, and of the resources it has subscribed to. */
final class SessionSubscriptions {
    static final int MOST = 1000;

    private final Subscriptions all;
    private final Listener listener;
    private final Set<String> subjects = new HashSet<>();
    private boolean closed;

    SessionSubscriptions(Subscriptions all, McpSession session) {
        this.all = all;
        listener = new Listener(session.caller().tenant(), null, session::send);
    }

    void addLists() {
        for (ListChanged.Kind list : ListChanged.Kind.values()) {
            add(Subscriptions.method(list));
        }
    }

    /** @throws dewey.jsonrpc.JsonRpcException when the session has too many already */
    synchronized void add(String subject) {
        if (subjects.size() >= MOST && !subjects.contains(subject)) {
            throw Params.invalid("this session has " + MOST + " subscriptions already");
        }
        if (!closed && subjects.add(subject)) {
            all.add(listener, subject);
        }
    }

    synchronized void remove(String subject) {
        if (subjects.remove(subject)) {
            all.remove(listener, subject);
        }
    }

    synchronized void close() {
        closed = true;
        subjects.forEach(subject -> all.remove(listener, subject));
        subjects.clear();
    }
}
