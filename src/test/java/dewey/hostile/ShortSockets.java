package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sockets that end as soon as they are open, with requests over HTTP in between: the container uses the same objects for both, and threads
 * that still work with one must not meet the next.
 */
final class ShortSockets {
    private static final int CLIENTS = 6;
    private static final int EACH = 100;

    private final Doors doors;

    ShortSockets(Doors doors) {
        this.doors = doors;
    }

    Stream<Case> cases() {
        return Stream.of(Case.of(
                Row.H61,
                "websocket",
                CLIENTS * EACH + " sockets that end as they begin, between requests over HTTP",
                this::manyAtOnce));
    }

    private String manyAtOnce() {
        List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> CompletableFuture.runAsync(this::oneAfterTheOther))
                .toList();
        clients.forEach(CompletableFuture::join);
        return "each closed with 1000 or 1002, each request answered";
    }

    private void oneAfterTheOther() {
        try {
            for (int i = 0; i < EACH; i++) {
                assertThat(doors.post("/mcp", Doors.PING).status()).isIn(200, 400);
                try (WireSocket socket = WireSocket.open(doors.mcp())) {
                    boolean politely = i % 2 == 0;
                    socket.send(
                            politely ? Frame.close(1000, "") : Frame.text("x").reserved(4));
                    assertThat(socket.closeCode()).isIn(politely ? List.of(1000) : List.of(1002, 1006));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
