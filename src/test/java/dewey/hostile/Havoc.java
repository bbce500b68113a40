package dewey.hostile;

import dewey.crash.CrashCheck;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills a server and its database at random, always while all clients are at work, and waits until all are served again. */
final class Havoc {
    private static final int AGAIN_SECONDS = 150;

    private final OwnServer server;
    private final CrashCheck check;
    private final Random random;
    private final StringBuilder story = new StringBuilder();
    private int kills;

    Havoc(OwnServer server, CrashCheck check, long seed) {
        this.server = server;
        this.check = check;
        random = new Random(seed);
        story.append("seed ").append(seed);
    }

    /** What can happen. */
    private enum Kind {
        DATABASE_KILLED,
        DATABASE_STOPPED,
        SERVER_KILLED,
        BOTH_KILLED
    }

    /** Each of the first three once, and then by lot for so long, and until there were so many kills. */
    void rage(Duration time, int atLeast) throws Exception {
        check.awaitProgressOfAll(AGAIN_SECONDS);
        long until = System.nanoTime() + time.toNanos();
        for (Kind kind : List.of(Kind.DATABASE_KILLED, Kind.DATABASE_STOPPED, Kind.SERVER_KILLED)) {
            happen(kind);
        }
        while (System.nanoTime() < until || kills < atLeast) {
            happen(lot());
        }
    }

    /** The database is back within seconds, the server is not: so that both are met often. */
    private Kind lot() {
        int lot = random.nextInt(10);
        if (lot < 4) {
            return Kind.DATABASE_KILLED;
        }
        return lot < 7 ? Kind.DATABASE_STOPPED : lot < 9 ? Kind.SERVER_KILLED : Kind.BOTH_KILLED;
    }

    private void happen(Kind kind) throws Exception {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
        long begun = System.nanoTime();
        switch (kind) {
            case SERVER_KILLED -> server.crash();
            case DATABASE_KILLED -> server.postgres().kill();
            case DATABASE_STOPPED -> server.postgres().stop();
            case BOTH_KILLED -> {
                server.crash();
                server.postgres().kill();
                kills++;
            }
        }
        if (kind != Kind.SERVER_KILLED) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            server.postgres().start();
        }
        if (kind == Kind.SERVER_KILLED || kind == Kind.BOTH_KILLED) {
            server.start();
        }
        check.awaitProgressOfAll(AGAIN_SECONDS);
        kills++;
        story.append(", ")
                .append(kind)
                .append(' ')
                .append((System.nanoTime() - begun) / 1_000_000)
                .append(" ms");
    }

    int kills() {
        return kills;
    }

    /** What happened, and how long it took each time until all clients were served again. */
    String story() {
        return story.toString();
    }
}
