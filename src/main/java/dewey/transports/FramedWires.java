package dewey.transports;

import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream.WebSocketUpstream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sockets of {@code ws} upstreams whose frames Dewey reads and writes itself, on a few threads that wait for all of them; those with TLS
 * are left to another client. Whoever is told of what comes must never block.
 */
public final class FramedWires implements Wires {
    private static final Logger LOG = System.getLogger(FramedWires.class.getName());
    private static final int MOST_LOOPS = 4;
    private static final int HTTP_PORT = 80;

    private final Wires withTls;
    private final Addresses addresses;
    private final Executor executor;
    private final ThreadFactory threads;
    private final SecureRandom random = new SecureRandom();
    private final List<SocketLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private boolean stopped;

    /**
     * @param withTls opens {@code wss}
     * @param executor bears to wait for the name of a host
     * @param threads make the threads that wait for sockets, when the first is opened
     */
    public FramedWires(Wires withTls, Addresses addresses, Executor executor, ThreadFactory threads) {
        this.withTls = withTls;
        this.addresses = addresses;
        this.executor = executor;
        this.threads = threads;
    }

    @Override
    public CompletableFuture<?> open(
            WebSocketUpstream upstream, String subprotocol, String hops, WebSocketUpstreamSession session) {
        if (!upstream.url().getScheme().equalsIgnoreCase("ws")) {
            return withTls.open(upstream, subprotocol, hops, session);
        }
        FramedWire wire;
        try {
            ClientHandshake handshake = new ClientHandshake(upstream, subprotocol, hops, random);
            wire = new FramedWire(loop(), handshake, upstream.limits(), random, session);
        } catch (IOException | RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
        try {
            CompletableFuture.runAsync(() -> connect(wire, upstream.url()), executor)
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            wire.fail(failure);
                        }
                    });
        } catch (RejectedExecutionException stopping) {
            wire.fail(stopping);
        }
        return wire.opening();
    }

    private void connect(FramedWire wire, URI url) {
        try {
            int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
            wire.connect(addresses.of(url).stream()
                    .map(address -> new InetSocketAddress(address, port))
                    .toList());
        } catch (Addresses.Refused | UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private synchronized SocketLoop loop() throws IOException {
        if (stopped) {
            throw new RejectedExecutionException("the application is stopping");
        }
        loops.removeIf(SocketLoop::hasStopped);
        int count = Math.max(1, Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
        while (loops.size() < count) {
            SocketLoop loop = new SocketLoop();
            threads.newThread(loop).start();
            loops.add(loop);
        }
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** Ends the threads; the sockets must have ended. */
    public synchronized void stop() {
        stopped = true;
        loops.forEach(SocketLoop::stop);
        if (!loops.isEmpty()) {
            LOG.log(Level.DEBUG, "The threads that wait for upstreams have ended");
        }
    }
}
