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
        return transactions.read(entityManager -> new SessionList(entityManager, tenant, query).page());
    }

    /**
     * A stretch of one session.
     *
     * @throws Refused when there is no such conversation, or it is none that the recorder has made
     */
    public FramePage read(String tenant, UUID id, FrameQuery query) {
        return transactions.read(entityManager -> {
            Session session = find(entityManager, tenant, id)
                    .orElseThrow(() -> Refused.notFound("conversation_id", "conversation"));
            if (!isRecorded(session)) {
                throw Refused.invalid("conversation_id", "is " + id + ", a conversation that is no recorded session");
            }
            Session counted = Counting.of(entityManager, List.of(session)).get(0);
            return Jdbc.run(entityManager, connection -> new Frames(connection, id).page(counted, query));
        });
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
