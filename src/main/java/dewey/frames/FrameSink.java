package dewey.frames;

import java.io.IOException;

/** Where frames leave: a connection that takes bytes without blocking. Used by one thread at a time. */
public interface FrameSink {
    /** Whether it takes more. When it says no, it tells its {@link FrameQueue#go} as soon as it does. */
    boolean isReady() throws IOException;

    /** Takes all of {@code piece}, and is not ready until that has left. */
    void take(byte[] piece) throws IOException;
}
