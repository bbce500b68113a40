package dewey.spans;

import dewey.threads.Trace;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The server's OpenTelemetry, where it has one. The only class that knows that API: it is loaded by {@link Spans} alone, which takes its
 * absence for an answer.
 */
final class ServerTracer {
    private static final String SCOPE = "dewey";
    private static final String ERROR_TYPE = "error.type";
    private static final String RESPONSE_CODE = "rpc.response.status_code";

    /** What MCP has in {@code _meta} is W3C's (SEP-414), whatever the server is told to read from HTTP. */
    private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

    private final Tracer tracer;

    ServerTracer(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer(SCOPE);
    }

    /**
     * Empty where it is switched off all the same.
     *
     * @throws RuntimeException or a {@link LinkageError} on a server without OpenTelemetry
     */
    static Optional<ServerTracer> find() {
        return Optional.of(new ServerTracer(new Unmanaged<>(Place.class)
                        .newInstance()
                        .produce()
                        .inject()
                        .get()
                        .telemetry))
                .filter(ServerTracer::isOn);
    }

    /** No bean, so that a server without OpenTelemetry never meets it. */
    static class Place {
        @Inject
        private OpenTelemetry telemetry;
    }

    /** One that is off makes spans that are no one; this one is never ended, and so never told to anybody. */
    boolean isOn() {
        return tracer.spanBuilder("probe")
                .setNoParent()
                .startSpan()
                .getSpanContext()
                .isValid();
    }

    @SuppressWarnings("try") // a scope that is only closed
    <T> T during(Outline outline, Supplier<T> work, Function<T, Optional<Fault>> fault) {
        Context carried = PROPAGATOR.extract(Context.root(), outline.carried(), Carried.READER);
        SpanContext client = Span.fromContext(carried).getSpanContext();
        Span span = begin(outline, carried, client);
        try (Scope scope = span.makeCurrent()) {
            T result = Trace.during(place(span.getSpanContext(), client), work);
            fault.apply(result).ifPresent(each -> {
                span.setAttribute(RESPONSE_CODE, each.type());
                fail(span, each);
            });
            return result;
        } catch (RuntimeException | Error e) {
            fail(span, new Fault(e.getClass().getName(), ""));
            throw e;
        } finally {
            span.end();
        }
    }

    /** Below the client's span, if it tells of one; then what the server itself traces at this moment is only linked to. */
    private Span begin(Outline outline, Context carried, SpanContext client) {
        Context ambient = Context.current();
        SpanBuilder span = tracer.spanBuilder(outline.name()).setSpanKind(SpanKind.SERVER);
        if (client.isValid()) {
            span.setParent(carried).addLink(Span.fromContext(ambient).getSpanContext());
        } else {
            span.setParent(ambient);
        }
        outline.attributes().forEach(span::setAttribute);
        return span.startSpan();
    }

    /** Sampled only if the client samples, too: a server that traces everything must not make a new statement of each. */
    private static Optional<Trace> place(SpanContext span, SpanContext client) {
        String sampled = span.isSampled() && client.isSampled() ? "01" : "00";
        return Trace.read("00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + sampled);
    }

    void failed(Fault fault) {
        fail(Span.current(), fault);
    }

    private static void fail(Span span, Fault fault) {
        span.setAttribute(ERROR_TYPE, fault.type());
        span.setStatus(StatusCode.ERROR, fault.message());
    }

    private enum Carried implements TextMapGetter<Map<String, String>> {
        READER;

        @Override
        public Iterable<String> keys(Map<String, String> carried) {
            return carried.keySet();
        }

        @Override
        public String get(Map<String, String> carried, String key) {
            return carried.get(key);
        }
    }
}
