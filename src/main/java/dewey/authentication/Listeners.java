package dewey.authentication;

import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * On which addresses the server listens. Jakarta EE does not tell an application, so that Payara's configuration is asked by
 * reflection and WildFly's by JMX.
 */
final class Listeners {
    private static final System.Logger LOG = System.getLogger("dewey.authentication");
    private static final String WILDFLY_INTERFACE = "jboss.as:interface=public";

    private Listeners() {}

    /** Those that others than this machine may reach, as far as the server is one that is known. */
    static List<String> beyondLoopback() {
        List<String> beyond = new ArrayList<>();
        for (String address : addresses()) {
            if (!isLoopback(address)) {
                beyond.add(address);
            }
        }
        return beyond;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static List<String> addresses() {
        try {
            return payara();
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.DEBUG, "this is not Payara: {0}", anotherServer.toString());
        }
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            ObjectName wildfly = new ObjectName(WILDFLY_INTERFACE);
            if (beans.isRegistered(wildfly)) {
                return List.of(String.valueOf(beans.getAttribute(wildfly, "resolvedAddress")));
            }
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.DEBUG, "this is not WildFly: {0}", e.toString());
        }
        return List.of();
    }

    private static List<String> payara() throws ReflectiveOperationException {
        Object services = Class.forName("org.glassfish.internal.api.Globals")
                .getMethod("getDefaultHabitat")
                .invoke(null);
        Object config = Class.forName("org.glassfish.hk2.api.ServiceLocator")
                .getMethod("getService", Class.class, String.class, Annotation[].class)
                .invoke(
                        services,
                        Class.forName("com.sun.enterprise.config.serverbeans.Config"),
                        "default-instance-name",
                        new Annotation[0]);
        Object listeners = of(of(config, "NetworkConfig"), "NetworkListeners");
        List<String> addresses = new ArrayList<>();
        for (Object listener : (Collection<?>) of(listeners, "NetworkListener")) {
            // the administration asks for credentials of its own, and does not serve applications
            if (!"admin-listener".equals(of(listener, "Name")) && "true".equals(of(listener, "Enabled"))) {
                String address = (String) of(listener, "Address");
                addresses.add((address == null || address.isEmpty() ? "0.0.0.0" : address));
            }
        }
        return addresses;
    }

    private static Object of(Object owner, String property) throws ReflectiveOperationException {
        for (Class<?> type : owner.getClass().getInterfaces()) {
            try {
                return type.getMethod("get" + property).invoke(owner);
            } catch (NoSuchMethodException anotherInterface) {
                continue;
            }
        }
        throw new NoSuchMethodException("get" + property);
    }
}
