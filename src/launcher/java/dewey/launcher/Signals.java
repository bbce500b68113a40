package dewey.launcher;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * What an impatient user or service manager may send more than once. The JVM itself takes only the first signal: while it stops, it
 * hears no other.
 *
 * <p>By reflection, because {@code sun.misc.Signal}, the only way there is, cannot be named without a warning of the compiler.
 */
final class Signals {
    private final Runnable again;
    private boolean heard;

    private Signals(Runnable again) {
        this.again = again;
    }

    /** The first SIGINT or SIGTERM ends the JVM with its shutdown hooks, as ever; each later one runs {@code again}. */
    static void listen(Runnable again) {
        Signals signals = new Signals(again);
        signals.on("INT", 2);
        signals.on("TERM", 15);
    }

    private void on(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hearing = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            hear(number);
                            return null;
                        }
                        return method.invoke(this, arguments);
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), hearing);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException none) {
            // another JVM: there the first signal has to do
        } catch (InvocationTargetException | IllegalArgumentException taken) {
            // a system without this signal, or a JVM that keeps it for itself (-Xrs)
        }
    }

    private void hear(int number) {
        boolean first;
        synchronized (this) {
            first = !heard;
            heard = true;
        }
        // of its own: System.exit does not return, and the next signal must be heard
        Thread reaction = new Thread(first ? () -> System.exit(128 + number) : again, "signal");
        reaction.setDaemon(true);
        reaction.start();
    }
}
