package dewey.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client has tried to store in one conversation, and what the server has acknowledged. Written by that client only. */
final class Ledger {
    private final String client;
    private final boolean resends;
    private final Map<String, Integer> acknowledged = new HashMap<>();
    private int tried;

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
