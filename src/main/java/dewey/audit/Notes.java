package dewey.audit;

import dewey.security.Deed;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Deeds that wait to be stored. The same deed done again is the same note, with a higher number. Bounded. */
final class Notes {
    static final int MOST = 20_000;

    private Map<Deed, Entry> noted = new LinkedHashMap<>();
    private final Map<String, Addition> kept = new HashMap<>();
    private int keptEntries;
    private final Map<String, Entry> lost = new HashMap<>();

    synchronized void add(Deed deed, Instant now) {
        Entry known = noted.get(deed);
        if (known != null) {
            noted.put(deed, known.again(now));
        } else if (noted.size() + keptEntries < MOST) {
            noted.put(deed, Entry.of(deed, now));
        } else {
            // tenants are fewer than deeds, and a bound of them, too
            if (lost.size() < MOST || lost.containsKey(deed.caller().tenant())) {
                lost.merge(deed.caller().tenant(), gap(now), (before, one) -> before.again(now));
            }
        }
    }

    private static Entry gap(Instant now) {
        return new Entry(
                now,
                now,
                "dewey",
                "",
                "AUDIT",
                "gap",
                "deeds that found no room while the database was away",
                "FAILED",
                1);
    }

    /** All of them, in the order of their beginnings for each tenant; they are not here any more. */
    Collection<Addition> take() {
        Map<Deed, Entry> taken;
        Map<String, Addition> all;
        Map<String, Entry> gaps;
        synchronized (this) {
            taken = noted;
            noted = new LinkedHashMap<>();
            all = new HashMap<>(kept);
            kept.clear();
            keptEntries = 0;
            gaps = new HashMap<>(lost);
            lost.clear();
        }
        taken.forEach((deed, entry) ->
                all.computeIfAbsent(deed.caller().tenant(), Addition::new).with(entry));
        gaps.forEach((tenant, gap) -> all.computeIfAbsent(tenant, Addition::new).with(gap));
        return all.values();
    }

    /** Those of a tenant could not be stored, or it is not known that they were; they come first the next time. */
    synchronized void putBack(Addition addition) {
        kept.put(addition.tenant(), addition);
        keptEntries += addition.size();
    }

    synchronized int size() {
        return noted.size() + keptEntries;
    }
}
