package dewey.conversations;

import dewey.database.Transactions;
import dewey.lexemes.SearchVectors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stores together, in one statement and one commit, what arrives while other appends are being stored.
 *
 * <pre>
 *  append ──► may lead? ──yes──► stores itself and all that waits for its tenant ──► tells them, names the next leader
 *                │ no
 *                └──► waits ──► is stored by a leader │ becomes the leader │ must go alone
 * </pre>
 *
 * An append that finds nobody at work is stored at once, by itself. What a group could not store (another writer holds the
 * conversation, an external id is known, one of the messages is refused) is nobody else's matter: it is handed back to go alone. A
 * conversation is in one group at a time, so that its messages keep the order in which they came. What no group has taken in time goes alone,
 * too.
 */
final class GroupCommit {
    /** How many groups are stored at once: the second is read and bound while the database works on the first. */
    static final int MOST_AT_ONCE = 2;

    private static final int MOST_MESSAGES = 200;
    private static final int MOST_CHARACTERS = 1 << 20;

    /** Longer than a group takes, unless the database is in trouble; then it is for {@link Transactions} to say how long to wait. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final SearchVectors vectors;
    private final Duration patience;
    private final Deque<WaitingAppend> waiting = new ArrayDeque<>();
    private final Set<UUID> underWay = new HashSet<>();
    private int leaders;

    GroupCommit(Transactions transactions, SearchVectors vectors, Duration patience) {
        this.transactions = transactions;
        this.vectors = vectors;
        this.patience = patience;
    }

    /** Whether a message may be stored together with others; one that names its turn may be refused, and goes alone. */
    static boolean takes(NewMessage message) {
        return message.turnNumber() == null;
    }

    /**
     * Stores a message at the end of its conversation.
     *
     * @return empty when it must go alone: it is not stored, or nobody knows
     * @throws java.util.concurrent.CancellationException when the thread was interrupted before it was this message's turn
     */
    Optional<Appended> append(String tenant, UUID conversationId, NewMessage message) {
        WaitingAppend own = new WaitingAppend(tenant, conversationId, message, vectors.draft(message.said()));
        if (!mayLead(own)) {
            own.await(patience, this::withdraw);
        }
        if (own.leads()) {
            lead(own);
        }
        return own.stored();
    }

    private synchronized boolean mayLead(WaitingAppend own) {
        // whoever waits although there is room for a leader, waits for its conversation
        if (leaders < MOST_AT_ONCE && underWay.add(own.conversationId())) {
            leaders++;
            own.lead();
            return true;
        }
        waiting.add(own);
        return false;
    }

    private synchronized boolean withdraw(WaitingAppend own) {
        return waiting.remove(own);
    }

    /** How many wait for a group to take them. */
    synchronized int waiting() {
        return waiting.size();
    }

    private void lead(WaitingAppend own) {
        List<WaitingAppend> group = gather(own);
        try {
            GroupAppend.store(transactions, vectors, own.tenant(), group);
        } finally {
            finished(group);
            // those who are not stored by now go alone
            group.forEach(WaitingAppend::done);
        }
    }

    private synchronized List<WaitingAppend> gather(WaitingAppend leader) {
        Group group = new Group(leader);
        for (Iterator<WaitingAppend> each = waiting.iterator(); each.hasNext() && group.hasRoom(); ) {
            WaitingAppend next = each.next();
            boolean free = !underWay.contains(next.conversationId()) || group.isAbout(next.conversationId());
            if (free && group.takes(next)) {
                each.remove();
                underWay.add(next.conversationId());
            }
        }
        return group.members;
    }

    /** Frees the conversations of a group, and wakes who leads next. */
    private synchronized void finished(List<WaitingAppend> group) {
        leaders--;
        group.forEach(member -> underWay.remove(member.conversationId()));
        for (Iterator<WaitingAppend> each = waiting.iterator(); each.hasNext() && leaders < MOST_AT_ONCE; ) {
            WaitingAppend next = each.next();
            if (underWay.add(next.conversationId())) {
                each.remove();
                leaders++;
                next.lead();
            }
        }
    }

    /** What is stored together: of one tenant, no external id of a conversation twice, and not too much. */
    private static final class Group {
        private final WaitingAppend leader;
        private final List<WaitingAppend> members = new ArrayList<>();
        private final Set<UUID> conversations = new HashSet<>();
        private final Set<List<Object>> externalIds = new HashSet<>();
        private long characters;

        Group(WaitingAppend leader) {
            this.leader = leader;
            takes(leader);
        }

        boolean hasRoom() {
            return members.size() < MOST_MESSAGES && characters < MOST_CHARACTERS;
        }

        boolean isAbout(UUID conversationId) {
            return conversations.contains(conversationId);
        }

        boolean takes(WaitingAppend append) {
            String externalId = append.message().externalId();
            if (!append.tenant().equals(leader.tenant())
                    || externalId != null && !externalIds.add(List.of(append.conversationId(), externalId))) {
                return false;
            }
            members.add(append);
            conversations.add(append.conversationId());
            characters += append.message().content().length();
            return true;
        }
    }
}
