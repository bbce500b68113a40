package dewey.servers;

import java.net.URI;
import java.nio.file.Path;

/** A server that runs, with Dewey deployed on it. */
public interface ApplicationServer extends AutoCloseable {
    /** Where Dewey is served. */
    URI address();

    /** Where the server tells of its health. */
    URI health();

    ProcessHandle process();

    /** The directory of its {@code server.log}. */
    Path logs();

    /** Ends it, and sees to it that nothing stays behind. */
    @Override
    void close();
}
