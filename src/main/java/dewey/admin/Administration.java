package dewey.admin;

import dewey.config.LogLevel;
import dewey.http.McpExchanges;
import dewey.metrics.CallMeter;
import dewey.metrics.CallMeter.End;
import dewey.metrics.Meters;
import dewey.proxy.Relays;
import dewey.recording.Recorder;
import dewey.recording.RecorderState;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.Upstreams;
import dewey.websocket.OpenSockets;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Dewey in the server's JMX, from its start to its end. */
@ApplicationScoped
public class Administration implements DeweyMXBean {
    static final String NAME = "dewey:type=Dewey";

    private static final Logger LOG = System.getLogger(Administration.class.getName());
    private static final int LONGEST_FLUSH_S = 60;
    private static final long LOOK_MS = 50;

    @Inject
    private OpenSockets sockets;

    @Inject
    private McpExchanges http;

    @Inject
    private Relays relays;

    @Inject
    private Upstreams upstreams;

    @Inject
    private UpstreamHealth health;

    @Inject
    private Recorder recorder;

    @Inject
    private Meters meters;

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName(NAME);
            if (server.isRegistered(name)) {
                // of a deployment before this one, which did not end in good order
                server.unregisterMBean(name);
            }
            server.registerMBean(
                    new StandardMBean(InApplication.of(DeweyMXBean.class, this), DeweyMXBean.class, true), name);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "JMX does not show Dewey", e);
        }
    }

    @PreDestroy
    void end() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "Dewey was not in JMX", e);
        }
    }

    @Override
    public List<SocketView> getOpenSockets() {
        return sockets.all().stream().map(SocketView::new).toList();
    }

    @Override
    public int getOpenHttpRequests() {
        return http.openRequests();
    }

    @Override
    public int getHttpSessions() {
        return http.openSessions();
    }

    @Override
    public int getRelayedClients() {
        return relays.clientCount();
    }

    @Override
    public int getUpstreamSessions() {
        return relays.upstreamCount();
    }

    @Override
    public Map<String, String> getUpstreams() {
        Map<String, String> states = new TreeMap<>();
        upstreams
                .names()
                .forEach(name -> states.put(name, health.of(name).state().name().toLowerCase(Locale.ROOT)));
        return states;
    }

    @Override
    public long getWaitingFrames() {
        RecorderState state = recorder.state();
        return state.queuedEntries() + state.spooledEntries();
    }

    @Override
    public long getMissingFrames() {
        return recorder.state().missing();
    }

    @Override
    public boolean isRecorderDegraded() {
        return recorder.state().degraded();
    }

    @Override
    public Map<String, Long> getCalls() {
        Map<String, Long> calls = new TreeMap<>();
        meters.calls().forEach((tool, meter) -> calls.put(tool, count(meter)));
        return calls;
    }

    private static long count(CallMeter meter) {
        long all = 0;
        for (End end : End.values()) {
            all += meter.count(end);
        }
        return all;
    }

    @Override
    public String getLogLevel() {
        return LogVerbosity.level();
    }

    @Override
    public void setLogLevel(String level) {
        LogLevel.Choice choice = LogLevel.choose(level);
        if (!choice.known()) {
            throw new IllegalArgumentException("the level is none of ERROR, WARNING, INFO, DEBUG, TRACE");
        }
        LogVerbosity.apply(choice);
        LOG.log(Level.INFO, "The log level is {0} now, by JMX", choice.level());
    }

    @Override
    public boolean closeSocket(String id) {
        LOG.log(Level.INFO, "A socket is closed, by JMX");
        return sockets.close(id);
    }

    @Override
    public boolean retryUpstream(String name) {
        if (upstreams.named(name).isEmpty()) {
            return false;
        }
        health.letTry(name);
        return true;
    }

    @Override
    public long flushSpool(int seconds) {
        if (seconds < 0 || seconds > LONGEST_FLUSH_S) {
            throw new IllegalArgumentException("seconds is " + seconds + "; it must be from 0 to " + LONGEST_FLUSH_S);
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (getWaitingFrames() > 0 && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return getWaitingFrames();
    }
}
