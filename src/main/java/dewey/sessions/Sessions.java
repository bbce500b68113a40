package dewey.sessions;

import dewey.conversations.Conversation;
import dewey.conversations.Page;
import dewey.database.Jdbc;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All recorded sessions. Each method is one transaction, and for each tenant only its own sessions exist. */
@ApplicationScoped
public class Sessions {
    private static final int OUTLINE_FRAMES = 2_000;
    private static final long OUTLINE_BYTES = 4 << 20;

    private final Transactions transactions;

    @Inject
    public Sessions(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For the client proxy. */
    protected Sessions() {
        this(null);
    }

    public Page<Session> list(String tenant, SessionQuery query) {
        return transactions.read(tenant, entityManager -> new SessionList(entityManager, tenant, query).page());
    }

    /**
     * A stretch of one session.
     *
     * @throws Refused when there is no such conversation, or it is none that the recorder has made
     */
    public FramePage read(String tenant, UUID id, FrameQuery query) {
        return transactions.read(tenant, entityManager -> {
            Session session = recorded(entityManager, tenant, id);
            Session counted = Counting.of(entityManager, List.of(session)).get(0);
            return Jdbc.run(entityManager, connection -> new Frames(connection, id).page(counted, query));
        });
    }

    /** Whether there is such a session. */
    public boolean has(String tenant, UUID id) {
        return transactions.read(tenant, entityManager -> find(entityManager, tenant, id)
                .filter(Sessions::isRecorded)
                .isPresent());
    }

    /**
     * What is known of one session, without its frames.
     *
     * @throws Refused as {@link #read} does
     */
    public Session session(String tenant, UUID id) {
        return transactions.read(tenant, entityManager -> recorded(entityManager, tenant, id));
    }

    /**
     * The frames from a turn on, as many as are read at once, in their order; none at the end. Only the requests of the client,
     * notifications of progress, and batches have their contents.
     */
    public List<Frame> outline(String tenant, UUID id, int fromTurn) {
        return transactions.read(tenant, entityManager -> {
            recorded(entityManager, tenant, id);
            return Jdbc.run(entityManager, connection -> new Frames(connection, id)
                    .outline(fromTurn, OUTLINE_FRAMES, OUTLINE_BYTES));
        });
    }

    /** The frame at a turn; empty when it is not there any more. */
    public Optional<Frame> frame(String tenant, UUID id, int turn) {
        return transactions.read(tenant, entityManager -> {
            recorded(entityManager, tenant, id);
            return Jdbc.run(entityManager, connection -> new Frames(connection, id).at(turn));
        });
    }

    private static Session recorded(EntityManager entityManager, String tenant, UUID id) {
        Session session =
                find(entityManager, tenant, id).orElseThrow(() -> Refused.notFound("conversation_id", "conversation"));
        if (!isRecorded(session)) {
            throw Refused.invalid("conversation_id", "is " + id + ", a conversation that is no recorded session");
        }
        return session;
    }

    private static Optional<Session> find(EntityManager entityManager, String tenant, UUID id) {
        return Optional.ofNullable(entityManager.find(Conversation.class, id))
                .filter(conversation -> conversation.tenant().equals(tenant))
                .map(Session::of);
    }

    private static boolean isRecorded(Session session) {
        return session.facts().text("source").filter("proxy"::equals).isPresent();
    }
}
