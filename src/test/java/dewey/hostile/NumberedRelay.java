package dewey.hostile;

import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that is relayed to an upstream which says everything again, and begins a new session whenever it is cut off. Afterwards each
 * session must be recorded: in order, nothing twice, nothing left out but what was said right before a crash; and as crashed where it did.
 */
final class NumberedRelay implements AutoCloseable {
    private static final int PAUSE_MS = 10;
    /** What was said within this time before a crash may be missing from the record (recording/Keeper says how long). */
    private static final long LAST_MOMENT = TimeUnit.SECONDS.toNanos(3);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final OwnServer server;
    private final EchoUpstream upstream = new EchoUpstream(OwnServer.UPSTREAM_PORT);
    private final List<Session> sessions = new ArrayList<>();
    private final Thread thread = new Thread(this::talk, "numbered-relay");
    private volatile boolean over;

    NumberedRelay(OwnServer server) {
        this.server = server;
        thread.setDaemon(true);
        thread.start();
    }

    /** One session: when the answer to each of its messages came, and whether it was cut off. */
    private static final class Session {
        private final String name;
        private final List<Long> answered = new ArrayList<>();
        private long endedAt;
        private boolean cut;

        Session(String name) {
            this.name = name;
        }

        String next() {
            return name + " " + (answered.size() + 1);
        }

        /** How many messages must be in the record with their answers. */
        long due() {
            return cut
                    ? answered.stream().filter(at -> at < endedAt - LAST_MOMENT).count()
                    : answered.size();
        }
    }

    private void talk() {
        while (!over) {
            Session session = new Session("relayed-" + (sessions.size() + 1));
            try (WireSocket client = WireSocket.open(server.relay())) {
                sessions.add(session);
                while (!over) {
                    String text = session.next();
                    if (!client.ask(text).equals(text)) {
                        throw new AssertionError("another answer than to " + text);
                    }
                    session.answered.add(System.nanoTime());
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
                client.send(Frame.close(1000, ""));
                client.closeCode();
            } catch (IOException lost) {
                session.cut = true;
            } catch (InterruptedException e) {
                return;
            }
            session.endedAt = System.nanoTime();
        }
    }

    /** Ends it; what is wrong with the record, in words, when it has had time to be written. */
    List<String> faults() throws Exception {
        over = true;
        thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE));
        long until = System.nanoTime() + PATIENCE;
        List<String> faults = new ArrayList<>();
        do {
            TimeUnit.MILLISECONDS.sleep(200);
            faults.clear();
            for (Session session : sessions) {
                look(session, faults);
            }
        } while (!faults.isEmpty() && System.nanoTime() < until);
        return faults;
    }

    private void look(Session session, List<String> faults) throws SQLException {
        String recorded = "SELECT conversation_id FROM messages WHERE content = '" + session.name + " 1' LIMIT 1";
        String contents = server.postgres()
                .ask("SELECT string_agg(content, '/' ORDER BY turn_number) FROM messages WHERE conversation_id = ("
                        + recorded + ")");
        List<String> said = contents == null ? List.of() : List.of(contents.split("/"));
        for (int i = 0; i < said.size(); i++) {
            // a message, and its echo
            String expected = session.name + " " + (i / 2 + 1);
            if (!said.get(i).equals(expected)) {
                faults.add(session.name + " has \"" + said.get(i) + "\" at " + i + " in place of \"" + expected + "\"");
                return;
            }
        }
        if (said.size() < 2 * session.due()) {
            faults.add(session.name + " has " + said.size() + " messages; " + 2 * session.due() + " were due");
        }
        if (!said.isEmpty()) {
            String cause =
                    server.postgres().ask("SELECT metadata->>'cause' FROM conversations WHERE id = (" + recorded + ")");
            if (!(session.cut ? "crash" : "client_closed").equals(cause)) {
                faults.add(session.name + " ended by " + cause);
            }
        }
    }

    String outcome() {
        return sessions.size() + " relayed sessions with "
                + sessions.stream().mapToInt(each -> each.answered.size()).sum() + " answers, recorded once";
    }

    @Override
    public void close() throws IOException {
        over = true;
        thread.interrupt();
        upstream.close();
    }
}
