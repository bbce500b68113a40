package dewey.audit;

import dewey.security.Deed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deeds that wait to be stored. The same deed done again is the same note, with a higher number. Bounded. */
final class Notes {
    static final int MOST = 20_000;

    private Map<Deed, Entry> noted = new LinkedHashMap<>();
    private final Map<String, List<Entry>> kept = new HashMap<>();
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
    Map<String, List<Entry>> take() {
        Map<Deed, Entry> taken;
        Map<String, List<Entry>> all;
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
        taken.forEach((deed, entry) -> all.computeIfAbsent(deed.caller().tenant(), none -> new ArrayList<>())
                .add(entry));
        gaps.forEach((tenant, gap) ->
                all.computeIfAbsent(tenant, none -> new ArrayList<>()).add(gap));
        return all;
    }

    /** Those of a tenant could not be stored; they come first the next time. */
    synchronized void putBack(String tenant, List<Entry> entries) {
        kept.put(tenant, new ArrayList<>(entries));
        keptEntries += entries.size();
    }

    synchronized int size() {
        return noted.size() + keptEntries;
    }
}
