package dewey.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries on their way to the end of a tenant's chain, into which they come once, however often that is tried: a commit may be made and its
 * answer lost, so that only the chain tells. For one thread at a time.
 */
final class Addition {
    private final String tenant;
    private final List<Entry> entries = new ArrayList<>();
    /** So many of the first are in the chain. */
    private int stored;
    /** So many of the first are there, too, if the chain has the place where they would end. */
    private int tried;

    private Ledger.Place end;

    Addition(String tenant) {
        this.tenant = tenant;
    }

    Addition with(Entry entry) {
        entries.add(entry);
        return this;
    }

    String tenant() {
        return tenant;
    }

    int size() {
        return entries.size();
    }

    /** Where the last attempt would have ended; empty when there was none. */
    Optional<Ledger.Place> end() {
        return Optional.ofNullable(end);
    }

    /** The chain has that place: the last attempt was committed. */
    void found() {
        stored = tried;
    }

    /** What is not in the chain yet. */
    List<Entry> rest() {
        return entries.subList(stored, entries.size());
    }

    /** The rest was added up to this place, in a transaction that is to be committed. */
    void tried(Ledger.Place place) {
        end = place;
        tried = entries.size();
    }
}
