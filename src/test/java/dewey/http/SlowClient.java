package dewey.http;

import dewey.websocket.Peers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** A client over HTTP that takes its answer when the test says so. */
public final class SlowClient extends ServletOutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final ClientAnswer answer;
    private WriteListener writer;
    private boolean reads;
    private int status;
    private int heads;

    public SlowClient() {
        HttpServletResponse response = proxy(HttpServletResponse.class, (method, arguments) -> {
            if (method.equals("setStatus")) {
                status = (int) arguments[0];
                heads++;
            }
            return method.equals("getOutputStream") ? this : null;
        });
        AsyncContext context =
                proxy(AsyncContext.class, (method, arguments) -> method.equals("getResponse") ? response : null);
        answer = new ClientAnswer(context, Peers.local(), () -> {});
    }

    private interface Called {
        Object with(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Called called) {
        return type.cast(Proxy.newProxyInstance(
                SlowClient.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> called.with(method.getName(), arguments)));
    }

    public ClientAnswer answer() {
        return answer;
    }

    public int status() {
        return status;
    }

    /** How many answers were begun. */
    public int heads() {
        return heads;
    }

    /** What it has read so far. */
    public String taken() {
        return taken.toString(StandardCharsets.UTF_8);
    }

    /** From now on it takes what comes. */
    public void read() throws IOException {
        reads = true;
        writer.onWritePossible();
    }

    @Override
    public boolean isReady() {
        return reads;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        if (writer != null) {
            throw new IllegalStateException("there is a listener already");
        }
        writer = listener;
    }

    @Override
    public void write(int octet) {
        taken.write(octet);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        taken.write(bytes, from, length);
    }
}
