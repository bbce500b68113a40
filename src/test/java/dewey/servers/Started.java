package dewey.servers;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.platform.commons.util.ExceptionUtils;

/** What was started one after the other, and is ended in the reverse order, all of it, whatever fails. */
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    public synchronized void push(AutoCloseable one) {
        all.push(one);
    }

    @Override
    public synchronized void close() {
        Exception first = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw ExceptionUtils.throwAsUncheckedException(first);
        }
    }
}
