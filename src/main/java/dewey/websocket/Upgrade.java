package dewey.websocket;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * What Payara keeps of a socket that has ended. It uses the request of a handshake again, up to sixteen on each of its threads, and
 * does not take out of it what the socket needed: the upgrade, its buffers, and of a socket that was lost in the middle of a frame up
 * to 17 MiB (seen with Payara 6.2025.10 and Tyrus 2.1.5: eighty such clients took 650 MB).
 */
final class Upgrade {
    /** Before a handshake is over, and on other servers. */
    static final Upgrade OUT_OF_REACH = new Upgrade(null, null);

    private static final Logger LOG = System.getLogger(Upgrade.class.getName());

    private final Object request;
    private final HttpUpgradeHandler handler;

    private Upgrade(Object request, HttpUpgradeHandler handler) {
        this.request = request;
        this.handler = handler;
    }

    /** That of a handshake which has passed all filters. */
    static Upgrade of(ServletRequest handshake) {
        try {
            Object request = ReusedRequest.under(handshake);
            return new Upgrade(request, (HttpUpgradeHandler) kept(request).get(request));
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.TRACE, "Upgrades cannot be reached on this server", anotherServer);
            return OUT_OF_REACH;
        }
    }

    /** Lets go of what was received of a frame whose end will not come. What Dewey reads itself it has let go by then. */
    void dropHalfFrame() {
        if (handler == null || handler instanceof Upgrades.Upgraded) {
            return;
        }
        try {
            Object reader = value(value(handler, "connection"), "readHandler");
            field(reader, "buffer").set(reader, null);
            Object masker = value(value(value(reader, "protocolHandler"), "parsingState"), "masker");
            if (masker != null) {
                field(masker, "buffer").set(masker, ByteBuffer.allocate(0));
            }
        } catch (ReflectiveOperationException | RuntimeException anotherVersion) {
            LOG.log(Level.DEBUG, "What this version of Tyrus has received stays", anotherVersion);
        }
    }

    /** Takes all of it out of the request, unless that serves another handshake by now. Only when the container is done with the socket. */
    void forget() {
        if (handler == null) {
            return;
        }
        try {
            kept(request).compareAndSet(request, handler, null);
        } catch (ReflectiveOperationException | RuntimeException anotherVersion) {
            LOG.log(Level.DEBUG, "What this version of Payara keeps of an upgrade stays", anotherVersion);
        }
    }

    private static VarHandle kept(Object request) throws ReflectiveOperationException {
        Class<?> catalina = ReusedRequest.type(request);
        return MethodHandles.privateLookupIn(catalina, MethodHandles.lookup())
                .findVarHandle(catalina, "httpUpgradeHandler", HttpUpgradeHandler.class);
    }

    private static Object value(Object owner, String name) throws ReflectiveOperationException {
        return field(owner, name).get(owner);
    }

    private static Field field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
