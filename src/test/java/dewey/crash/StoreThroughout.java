package dewey.crash;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Has clients store while a command of the operator runs, and says afterwards whether anything was lost: {@code ADDRESS CLIENTS
 * MOST_SECONDS COMMAND…}. The address is that of the WebSocket; half of the clients store over HTTP, half of each in sessions, half of
 * each send again what was not acknowledged. Ends with 1 when a message was lost or stored twice, a turn is missing, the command failed,
 * or a client was not served for more than so many seconds. {@code server-config/cluster} uses it.
 */
public final class StoreThroughout {
    private static final Duration LEISURE = Duration.ofMillis(20);
    private static final long BEFORE_AND_AFTER_SECONDS = 5;
    private static final long PROGRESS_SECONDS = 120;

    private StoreThroughout() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            System.err.println("what is needed: ADDRESS CLIENTS MOST_SECONDS COMMAND…");
            System.exit(2);
        }
        List<String> command = List.of(arguments).subList(3, arguments.length);
        boolean good = watch(
                URI.create(arguments[0]),
                Integer.parseInt(arguments[1]),
                Duration.ofSeconds(Long.parseLong(arguments[2])),
                command);
        System.exit(good ? 0 : 1);
    }

    private static boolean watch(URI address, int clients, Duration mostSilence, List<String> command)
            throws IOException, InterruptedException {
        List<Way> ways = IntStream.range(0, clients)
                // two neighbours of each way: one of them sends again, the other does not
                .mapToObj(i -> Way.values()[i / 2 % Way.values().length])
                .toList();
        CrashCheck check = new CrashCheck(address, ways, LEISURE).start();
        check.awaitProgressOfAll(PROGRESS_SECONDS);
        TimeUnit.SECONDS.sleep(BEFORE_AND_AFTER_SECONDS);
        int before = check.acknowledged();
        long begun = System.nanoTime();

        List<String> faults = new ArrayList<>();
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            faults.add("the command ended with " + exit);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        int during = check.acknowledged() - before;
        check.awaitProgressOfAll(PROGRESS_SECONDS);
        TimeUnit.SECONDS.sleep(BEFORE_AND_AFTER_SECONDS);

        Duration silence = check.longestSilence();
        if (silence.compareTo(mostSilence) > 0) {
            faults.add("a client was not served for " + silence.toMillis() + " ms; " + mostSilence.toMillis()
                    + " are allowed");
        }
        faults.addAll(check.faults());
        print("%s: %d clients, %.0f s", String.join(" ", command), clients, seconds);
        print("acknowledged: %d messages, %d of them meanwhile", check.acknowledged(), during);
        print("longest time without an acknowledgement, of any client: %d ms", silence.toMillis());
        check.interruptions().forEach((why, times) -> print("interrupted %d times: %s", times, why));
        faults.forEach(fault -> print("FAULT %s", fault));
        print(faults.isEmpty() ? "GOOD: each acknowledged message is there once, and no turn is missing" : "BAD");
        return faults.isEmpty();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
