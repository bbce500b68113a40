package dewey.bridge;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program. Exits with 0 when its client has said all, 1 when the client is gone, 2 when the command line is wrong. */
public final class Stdio {
    private static final long FINISH_MS = 30_000;
    private static final int BUFFER = 64 << 10;

    private Stdio() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> given = List.of(arguments);
        if (given.contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.read(given, System.getenv());
        } catch (Options.Misuse e) {
            System.err.println("dewey-stdio: " + e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                false,
                StandardCharsets.UTF_8);
        Bridge bridge = new Bridge(
                out,
                System.err,
                self -> options.isWebSocket()
                        ? new WebSocketLink(self, options.server(), options.headers())
                        : new HttpLink(self, options.server(), options.headers()));
        Runtime.getRuntime().addShutdownHook(new Thread(bridge::close, "shutdown"));
        bridge.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), BUFFER);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                bridge.said(line);
            }
        }
        bridge.finish(FINISH_MS);
        System.exit(0);
    }
}
