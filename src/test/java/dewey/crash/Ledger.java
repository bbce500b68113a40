package dewey.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one client has tried to store in one conversation, and what the server has acknowledged. Written by that client only. */
final class Ledger {
    private static final int LONGEST_REASON = 120;

    private final String client;
    private final boolean resends;
    private final Map<String, Integer> acknowledged = new HashMap<>();
    private int tried;
    private long lastAcknowledged = System.nanoTime();
    private Duration longestSilence = Duration.ZERO;
    private final Map<String, Integer> interruptions = new TreeMap<>();

    /** @param resends whether it sends a message again, under the same {@code external_id}, until it is acknowledged */
    Ledger(String client, boolean resends) {
        this.client = client;
        this.resends = resends;
    }

    String client() {
        return client;
    }

    boolean resends() {
        return resends;
    }

    /** The next message. */
    synchronized String next() {
        tried++;
        return content(tried);
    }

    synchronized void acknowledge(String content, int turn) {
        acknowledged.put(content, turn);
        longestSilence = longestSilence();
        lastAcknowledged = System.nanoTime();
    }

    /** The longest time in which nothing was acknowledged; the one that lasts is one of them. */
    synchronized Duration longestSilence() {
        Duration current = Duration.ofNanos(System.nanoTime() - lastAcknowledged);
        return current.compareTo(longestSilence) > 0 ? current : longestSilence;
    }

    /** Notes why the client had to connect anew. */
    synchronized void interrupted(RuntimeException why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        String words = (cause.getMessage() == null ? cause.toString() : cause.getMessage())
                .replaceAll("\"id\":\\d+|\\d{4,}", "…")
                .replaceAll("\\s+", " ");
        interruptions.merge(words.substring(0, Math.min(LONGEST_REASON, words.length())), 1, Integer::sum);
    }

    /** Why it had to connect anew, and how often. */
    synchronized Map<String, Integer> interruptions() {
        return Map.copyOf(interruptions);
    }

    synchronized int acknowledged() {
        return acknowledged.size();
    }

    private String content(int number) {
        return client + " " + number;
    }

    /** What is wrong with the conversation as it is stored, as far as this client is concerned. */
    synchronized List<String> faults(Map<Integer, String> stored) {
        List<String> faults = new ArrayList<>();
        acknowledged.forEach((content, turn) -> {
            if (!content.equals(stored.get(turn))) {
                faults.add(content + " was acknowledged as turn " + turn + ", where there is " + stored.get(turn));
            }
        });
        Set<String> known = new HashSet<>();
        for (int number = 1; number <= tried; number++) {
            known.add(content(number));
        }
        int last = 0;
        Set<String> seen = new HashSet<>();
        for (Map.Entry<Integer, String> message : stored.entrySet()) {
            String content = message.getValue();
            if (!content.startsWith(client + " ")) {
                continue;
            }
            if (!known.contains(content)) {
                faults.add(content + " was never sent");
            }
            if (!seen.add(content)) {
                faults.add(content + " is stored twice");
            }
            int number = Integer.parseInt(content.substring(client.length() + 1));
            if (number <= last) {
                faults.add(content + " is behind number " + last);
            }
            last = Math.max(last, number);
        }
        return faults;
    }
}
