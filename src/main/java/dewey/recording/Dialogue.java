package dewey.recording;

import dewey.jsonrpc.RequestId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The requests of a session that wait for their answer, and the states that a modern server has asked to have back. */
final class Dialogue {
    /** Beyond this the oldest are forgotten: a peer may never answer, and then its requests are not paired. */
    private static final int MOST = 2_000;

    private static final int LONGEST_ID = 500;

    private final Map<Key, Asked> open = forgetful();
    private final Map<String, Long> states = forgetful();

    private record Key(Direction direction, String id) {}

    /** A request: where it stands in the record and when it went by. */
    record Asked(long sequence, long micros, String method, String tool) {}

    void asks(Direction direction, RequestId id, Asked request) {
        if (id.token().length() <= LONGEST_ID) {
            open.put(new Key(direction, id.token()), request);
        }
    }

    /** The request that an answer in this direction belongs to, which is answered now. */
    Optional<Asked> answers(Direction direction, RequestId id) {
        Direction asked =
                direction == Direction.CLIENT_TO_SERVER ? Direction.SERVER_TO_CLIENT : Direction.CLIENT_TO_SERVER;
        return Optional.ofNullable(open.remove(new Key(asked, id.token())));
    }

    /** An answer wants the client to come again with this state. */
    void wantsBack(String state, long sequence) {
        states.put(state, sequence);
    }

    /** The answer that a request with this state goes on from. */
    Optional<Long> comesBack(String state) {
        return Optional.ofNullable(states.get(state));
    }

    private static <K, V> Map<K, V> forgetful() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }
}
