package dewey.transports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The lines that wait for a process to read them: in order, bounded. */
public final class ProcessInput {
    private static final int MOST_WAITING_BYTES = 64 << 20;
    private static final int PIECE_BYTES = 64 << 10;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile long lastTaken;
    private volatile boolean writing;

    /** @return false when too much waits already; the line is dropped then, and the session must end */
    boolean add(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (waitingBytes.addAndGet(bytes.length) > MOST_WAITING_BYTES) {
            return false;
        }
        lines.add(bytes);
        return true;
    }

    /** What was added before may still be written; then the input is closed. */
    void end() {
        lines.add(END);
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    /** For how long the process has taken nothing of the line that is being written. */
    Duration stalledFor(long now) {
        return writing ? Duration.ofNanos(Math.max(now - lastTaken, 0)) : Duration.ZERO;
    }

    /**
     * Writes, until {@link #end}, and closes {@code process}. Waits for lines, and for the process to read them.
     *
     * @param taken told after each line
     */
    void writeTo(OutputStream process, Runnable taken) throws IOException, InterruptedException {
        try (process) {
            for (byte[] line = lines.take(); line != END; line = lines.take()) {
                lastTaken = System.nanoTime();
                writing = true;
                write(line, process);
                writing = false;
                waitingBytes.addAndGet(-line.length);
                taken.run();
            }
        } finally {
            writing = false;
        }
    }

    private void write(byte[] line, OutputStream process) throws IOException {
        for (int at = 0; at < line.length; at += PIECE_BYTES) {
            process.write(line, at, Math.min(PIECE_BYTES, line.length - at));
            lastTaken = System.nanoTime();
        }
        process.flush();
    }
}
