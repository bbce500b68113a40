package dewey.badpipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BadPipeTest {
    private ServerSocket server;
    private BadPipe pipe;

    @BeforeEach
    void connectToAnEcho() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo);
        echo.setDaemon(true);
        echo.start();
        pipe = BadPipe.to(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        pipe.close();
        server.close();
    }

    @Test
    void passesEverythingWhenNothingIsWrong() throws IOException {
        try (Socket client = connected()) {
            client.getOutputStream().write(new byte[100_000]);
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).hasSize(100_000);
        }
    }

    @Test
    void delaysWhatIsLate() throws IOException {
        pipe.back(Fault.latency(Duration.ofMillis(300)));
        try (Socket client = connected()) {
            long begun = System.nanoTime();
            client.getOutputStream().write(1);

            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void takesItsTimeWhereTheLineIsNarrow() throws IOException {
        pipe.forth(Fault.bandwidth(10_000));
        try (Socket client = connected()) {
            long begun = System.nanoTime();
            client.getOutputStream().write(new byte[5_000]);

            assertThat(client.getInputStream().readNBytes(5_000)).hasSize(5_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
    }

    @Test
    void losesNothingInSlices() throws IOException {
        pipe.forth(Fault.slices(7, Duration.ofNanos(1))).back(Fault.slices(3, Duration.ofNanos(1)));
        try (Socket client = connected()) {
            client.getOutputStream()
                    .write("in slices of seven and three".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(client.getInputStream().readNBytes(28)).asString().isEqualTo("in slices of seven and three");
        }
    }

    @Test
    void swallowsWhatComesBehindTheLimit() throws IOException {
        pipe.back(Fault.blackHoleAfter(2));
        try (Socket client = connected()) {
            client.getOutputStream().write(new byte[10]);

            assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closesOrResetsInTheMiddle() throws IOException {
        pipe.back(Fault.closeAfter(2));
        try (Socket client = connected()) {
            client.getOutputStream().write(new byte[10]);
            assertThat(client.getInputStream().readAllBytes()).hasSize(2);
        }

        pipe.back(Fault.resetAfter(0));
        try (Socket client = connected()) {
            client.getOutputStream().write(1);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void tellsTheEndLater() throws IOException {
        pipe.forth(Fault.slowClose(Duration.ofMillis(300)));
        try (Socket client = connected()) {
            long begun = System.nanoTime();
            client.shutdownOutput();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void holdsEverythingWhileItIsFrozen() throws IOException {
        try (Socket client = connected()) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            pipe.freeze();
            client.getOutputStream().write(2);
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            pipe.thaw();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void refusesConnectionsWhileItIsDown() throws IOException {
        try (Socket client = connected()) {
            client.getOutputStream().write(1);
            client.getInputStream().read();
            pipe.down();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connected).isInstanceOf(IOException.class);

        pipe.up();
        try (Socket client = connected()) {
            client.getOutputStream().write(3);
            assertThat(client.getInputStream().read()).isEqualTo(3);
        }
        assertThat(pipe.connections()).isLessThanOrEqualTo(1);
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), pipe.port());
    }

    private void echo() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException ended) {
                        // the client is gone
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // the test is over
        }
    }
}
