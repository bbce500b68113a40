package dewey.limits;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Payara's network listeners, which tell of each connection when the head of a request may begin, and when it is there (Grizzly calls
 * that probes, and uses them for its own monitoring). On other servers there are none.
 *
 * <p>Left out are those of the administration, and those that speak HTTP/2, whose requests begin in other ways. Used by one thread.
 */
final class PayaraListeners {
    private static final Logger LOG = System.getLogger(PayaraListeners.class.getName());
    private static final String GRIZZLY = "org.glassfish.grizzly.";
    private static final String ADMINISTRATION = "admin-listener";

    private final Consumer<Client> begins;
    private final Consumer<Client> isThere;
    /** How to leave each again. */
    private final Map<Object, List<Probe>> heard = new IdentityHashMap<>();

    private Object service;
    private boolean isAnotherServer;

    /** Both are told on the container's threads. */
    PayaraListeners(Consumer<Client> begins, Consumer<Client> isThere) {
        this.begins = begins;
        this.isThere = isThere;
    }

    /** To those that have come since the last time, too. */
    void listen() {
        if (isAnotherServer) {
            return;
        }
        try {
            Collection<Object> listeners = listeners();
            heard.keySet().retainAll(listeners);
            for (Object listener : listeners) {
                if (!heard.containsKey(listener) && isBound(listener)) {
                    heard.put(listener, listenTo(listener));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "How long the head of a request takes is left to the server", e);
            isAnotherServer = true;
        }
    }

    /** A listener outlives the application. */
    void leave() {
        heard.values().forEach(probes -> probes.forEach(Probe::remove));
        heard.clear();
    }

    private Collection<Object> listeners() throws ReflectiveOperationException {
        if (service == null) {
            Object services = Class.forName("org.glassfish.internal.api.Globals")
                    .getMethod("getDefaultHabitat")
                    .invoke(null);
            service = Class.forName("org.glassfish.hk2.api.ServiceLocator")
                    .getMethod("getService", Class.class, Annotation[].class)
                    .invoke(
                            services,
                            Class.forName("org.glassfish.api.container.RequestDispatcher"),
                            new Annotation[0]);
        }
        Collection<Object> listeners = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object proxy : new ArrayList<>((Collection<?>) field(service, "proxies"))) {
            Object listener = get(proxy, "getUnderlyingListener");
            if (listener != null && !ADMINISTRATION.equals(get(listener, "getName"))) {
                listeners.add(listener);
            }
        }
        return listeners;
    }

    private static boolean isBound(Object listener) throws ReflectiveOperationException {
        return !((Collection<?>) field(get(listener, "getTransport"), "serverConnections")).isEmpty();
    }

    private List<Probe> listenTo(Object listener) throws ReflectiveOperationException {
        Object transport = get(listener, "getTransport");
        List<Probe> probes = new ArrayList<>();
        for (Object codec : codecs(listener, transport)) {
            probes.add(new Probe(
                    get(codec, "getMonitoringConfig"), of(codec, "http.HttpProbe", "onHeaderParseEvent", 0, isThere)));
            probes.add(new Probe(
                    get(field(codec, "keepAlive"), "getMonitoringConfig"),
                    of(codec, "http.KeepAliveProbe", "onHitEvent", 0, begins)));
        }
        if (!probes.isEmpty()) {
            for (Object bound : (Collection<?>) field(transport, "serverConnections")) {
                probes.add(new Probe(
                        get(bound, "getMonitoringConfig"), of(bound, "ConnectionProbe", "onAcceptEvent", 1, begins)));
            }
        }
        for (Probe probe : probes) {
            probe.add();
        }
        return probes;
    }

    /** What makes requests of bytes there; nothing where it is done in another way, too. */
    private static List<?> codecs(Object listener, Object transport) throws ReflectiveOperationException {
        ClassLoader grizzly = transport.getClass().getClassLoader();
        Method filters = listener.getClass().getMethod("getFilters", Class.class);
        for (Object filter : (List<?>) filters.invoke(listener, grizzly.loadClass(GRIZZLY + "filterchain.Filter"))) {
            if (filter.getClass().getName().startsWith(GRIZZLY + "http2.")) {
                return List.of();
            }
        }
        return (List<?>) filters.invoke(listener, grizzly.loadClass(GRIZZLY + "http.HttpServerFilter"));
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(owner);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    private static Object get(Object owner, String accessor) throws ReflectiveOperationException {
        return owner.getClass().getMethod(accessor).invoke(owner);
    }

    /** A probe of some kind, which tells of one event with whose connection it is; in the class loader of whom it is told by. */
    private static Object of(Object teller, String kind, String event, int argument, Consumer<Client> ear)
            throws ClassNotFoundException {
        ClassLoader grizzly = teller.getClass().getClassLoader();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "heads of requests, for Dewey";
                };
            }
            if (method.getName().equals(event)) {
                ear.accept(new Client(arguments[argument]));
            }
            return null;
        };
        return Proxy.newProxyInstance(grizzly, new Class<?>[] {grizzly.loadClass(GRIZZLY + kind)}, handler);
    }

    /** What is added where, until the application ends. */
    private record Probe(Object monitoring, Object probe) {
        void add() throws ReflectiveOperationException {
            call("addProbes");
        }

        void remove() {
            try {
                call("removeProbes");
            } catch (ReflectiveOperationException e) {
                LOG.log(Level.WARNING, "A listener of the server keeps this application", e);
            }
        }

        private void call(String change) throws ReflectiveOperationException {
            Object one = Array.newInstance(probe.getClass().getInterfaces()[0], 1);
            Array.set(one, 0, probe);
            for (Method method : monitoring.getClass().getMethods()) {
                if (method.getName().equals(change)) {
                    method.setAccessible(true);
                    method.invoke(monitoring, one);
                    return;
                }
            }
            throw new NoSuchMethodException(change);
        }
    }

    /** A connection; the same one is equal. */
    record Client(Object connection) {
        boolean isOpen() {
            try {
                return (Boolean) get(connection, "isOpen");
            } catch (ReflectiveOperationException e) {
                return false;
            }
        }

        void cut() {
            try {
                get(connection, "terminateSilently");
            } catch (ReflectiveOperationException e) {
                LOG.log(Level.WARNING, "A connection could not be cut", e);
            }
        }
    }
}
