package dewey.spans;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes spans of what is asked, if the server takes them. Whoever asks {@link #areTaken()} first pays nothing more where it does
 * not.
 */
@ApplicationScoped
public class Spans {
    private static final Logger LOG = System.getLogger(Spans.class.getName());

    /** As MicroProfile Telemetry has it. The OpenTelemetry of WildFly and Payara is on all the same, and would make spans for nobody. */
    @Inject
    @ConfigProperty(name = "otel.sdk.disabled", defaultValue = "true")
    private boolean off = true;

    private volatile ServerTracer tracer;

    public Spans() {
        // none are taken until the server has been asked
    }

    Spans(ServerTracer tracer) {
        this.tracer = tracer;
    }

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (off) {
            return;
        }
        try {
            Optional<ServerTracer> found = ServerTracer.find();
            tracer = found.orElse(null);
            LOG.log(Level.INFO, "The server''s OpenTelemetry takes spans: {0}", found.isPresent());
        } catch (LinkageError | RuntimeException absent) {
            LOG.log(Level.WARNING, "This server has no OpenTelemetry for its applications", absent);
        }
    }

    public boolean areTaken() {
        return tracer != null;
    }

    /**
     * Does work as a span, which its thread works for meanwhile ({@link dewey.threads.Trace#here()}). Only where spans are taken.
     *
     * @param fault what is wrong with the result, if anything
     */
    public <T> T during(Outline outline, Supplier<T> work, Function<T, Optional<Fault>> fault) {
        return tracer.during(outline, work, fault);
    }

    /** Marks the span that this thread works for as failed, although its request gets a result; elsewhere does nothing. */
    public void failed(String type) {
        if (areTaken()) {
            tracer.failed(new Fault(type, ""));
        }
    }
}
