package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Limits that are met, an upstream that comes back, a recorder without its database: on a server with settings for that. */
@SuppressWarnings("try") // an upstream that only has to be there
final class OwnServerFaults {
    private final OwnServer server;

    OwnServerFaults(OwnServer server) {
        this.server = server;
    }

    Stream<Case> cases() {
        Stream<Case> certificates = Stream.of(
                        new Certificate("one that has expired", "127.0.0.1", "-3d", 1),
                        new Certificate("one that is not good yet", "127.0.0.1", "+3d", 1),
                        new Certificate("one for another address", "127.0.0.2", "-1d", 9),
                        new Certificate("one for a name, by a trusted authority", "localhost", "-1d", 9))
                .map(each -> Case.of(
                        Row.H57, "transports", "a certificate: " + each.what(), () -> certificate(each, false)));
        Stream<Case> good = Stream.of(Case.of(
                Row.H57,
                "transports",
                "a good certificate, for comparison",
                () -> certificate(new Certificate("good", "127.0.0.1", "-1d", 9), true)));
        return Stream.of(certificates, good, faults()).flatMap(cases -> cases);
    }

    private record Certificate(String what, String host, String start, int days) {}

    /** Of a server that says nothing, so that all end alike; only one whose certificate is taken is told anything. */
    private String certificate(Certificate shown, boolean taken) throws Exception {
        // the breaker may be open by what was tried before
        TimeUnit.SECONDS.sleep(3);
        try (TlsServer upstream = new TlsServer(
                OwnServer.UPSTREAM_PORT, server.certificates().server(shown.host(), shown.start(), shown.days()))) {
            String end;
            try (WireSocket client = WireSocket.open(server.mcp().resolve("/proxy/tls"))) {
                client.send(Doors.PING);
                String error = client.text();
                Doors.requireSafeWords(error);
                assertThat(error).contains("-32000").doesNotContain("127.0.0.1", "expired", "PKIX");
                end = "-32000, then " + client.closeCode();
            } catch (IOException refused) {
                assertThat(refused.getMessage()).containsPattern("^HTTP/1.1 50[234]");
                end = refused.getMessage().substring(9, 12);
            }
            String told = new String(upstream.received(), java.nio.charset.StandardCharsets.ISO_8859_1);
            if (taken) {
                assertThat(told).startsWith("GET /mcp HTTP/1.1");
                return "taken: the handshake is sent";
            }
            assertThat(told).isEmpty();
            return end;
        }
    }

    private Stream<Case> faults() {
        return Stream.of(
                Case.of(Row.H53, "limits", "a thousand calls at once on one connection", this::tooManyCalls),
                Case.of(Row.H53, "limits", "pings without an end", this::tooManyMessages),
                Case.of(Row.H53, "limits", "more connections than an address may have", this::tooManyConnections),
                Case.of(
                        Row.H58,
                        "upstreams",
                        "the upstream is away until its breaker opens, and comes back",
                        this::comesBack),
                Case.of(
                        Row.H69,
                        "recording",
                        "the database is stopped while messages are relayed",
                        this::withoutDatabase));
    }

    private String tooManyCalls() {
        try (McpClient client = McpClient.modern(server.mcp())) {
            List<CompletableFuture<JsonObject>> calls = IntStream.range(0, 1_000)
                    .mapToObj(i -> client.beginCall("dewey_list_startup_contexts", JsonOf.object()))
                    .toList();
            int refused = 0;
            for (CompletableFuture<JsonObject> call : calls) {
                JsonObject result = McpClient.await(call).getJsonObject("result");
                if (result.getBoolean("isError")) {
                    JsonObject error = result.getJsonObject("structuredContent").getJsonObject("error");
                    assertThat(error.getString("reason")).isEqualTo("rate_limited");
                    assertThat(error.getInt("retry_after_ms")).isPositive();
                    refused++;
                }
            }
            assertThat(refused).isBetween(100, 1_000 - OwnServer.READS_PER_SECOND);
            assertThat(client.isOpen()).isTrue();
            return refused + " of 1000 refused, with the time to come again";
        }
    }

    private String tooManyMessages() throws Exception {
        TimeUnit.SECONDS.sleep(1);
        byte[] ping = Frame.text(Doors.PING).bytes();
        try (WireSocket socket = WireSocket.open(server.mcp())) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(socket::closeCode);
            try {
                for (int i = 0; i < 100_000 && !code.isDone(); i++) {
                    socket.wire().send(ping);
                }
            } catch (IOException cut) {
                // closed while this was being sent
            }
            int closed = code.get(20, TimeUnit.SECONDS);
            assertThat(closed).isIn(1008, 1013, 1006);
            return Integer.toString(closed);
        }
    }

    private String tooManyConnections() throws Exception {
        List<WireSocket> open = new ArrayList<>();
        String refusal = "";
        try {
            while (refusal.isEmpty() && open.size() < 2 * OwnServer.MOST_CONNECTIONS) {
                WireSocket socket = WireSocket.open(server.mcp());
                open.add(socket);
                socket.send(Doors.PING);
                Frame answer = socket.next();
                if (answer.opcode() == Frame.CLOSE) {
                    refusal = Integer.toString(answer.closeCode());
                }
            }
        } catch (IOException refused) {
            refusal = refused.getMessage();
        } finally {
            for (WireSocket socket : open) {
                socket.close();
            }
        }
        assertThat(refusal).containsPattern("^(1013|HTTP/1.1 (429|503))");
        assertThat(open.size()).isBetween(OwnServer.MOST_CONNECTIONS - 5, OwnServer.MOST_CONNECTIONS + 1);
        TimeUnit.SECONDS.sleep(1);
        try (WireSocket again = WireSocket.open(server.mcp())) {
            Doors.requireServed(again);
        }
        return refusal.lines().findFirst().orElseThrow() + " to number " + (open.size() + 1)
                + "; room again afterwards";
    }

    private String comesBack() throws Exception {
        for (int i = 0; i < 6; i++) {
            try (WireSocket client = WireSocket.open(server.relay())) {
                client.send(Doors.PING);
                assertThat(client.closeCode()).isEqualTo(1014);
            } catch (IOException refused) {
                assertThat(refused.getMessage()).containsPattern("^HTTP/1.1 50[234]");
            }
        }
        try (EchoUpstream echo = new EchoUpstream(OwnServer.UPSTREAM_PORT)) {
            long begun = System.nanoTime();
            while (!isEchoed()) {
                assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(15));
                TimeUnit.MILLISECONDS.sleep(200);
            }
            return "served again after "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms";
        }
    }

    private boolean isEchoed() {
        try (WireSocket client = WireSocket.open(server.relay())) {
            return client.ask("hello").equals("hello");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The relay feels nothing, and afterwards the record has everything once. */
    private String withoutDatabase() throws Exception {
        int count = 300;
        try (EchoUpstream echo = new EchoUpstream(OwnServer.UPSTREAM_PORT);
                WireSocket client = WireSocket.open(server.relay())) {
            roundTrips(client, "before", count);
            Duration before = roundTrips(client, "healthy", count);
            server.postgres().stop();
            Duration away;
            try {
                away = roundTrips(client, "away", count);
            } finally {
                server.postgres().start();
            }
            assertThat(away)
                    .as("median without the database, with it " + before)
                    .isLessThan(before.multipliedBy(3).plusMillis(50));
            String expected = 2 * count + "/" + 2 * count;
            String stored = stored("away");
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!stored.equals(expected) && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(500);
                stored = stored("away");
            }
            assertThat(stored).as("messages, and different ones").isEqualTo(expected);
            return "median " + before.toNanos() / 1_000 + " µs with, " + away.toNanos() / 1_000
                    + " µs without; all recorded once";
        }
    }

    private String stored(String word) throws Exception {
        return server.postgres()
                .ask("SELECT count(*) || '/' || count(DISTINCT (role, content)) FROM messages WHERE content LIKE '"
                        + word + " %'");
    }

    private static Duration roundTrips(WireSocket client, String word, int count) throws IOException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            assertThat(client.ask(word + " " + i)).isEqualTo(word + " " + i);
            times.add(System.nanoTime() - begun);
        }
        Collections.sort(times);
        return Duration.ofNanos(times.get(count / 2));
    }
}
