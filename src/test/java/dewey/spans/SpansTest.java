package dewey.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.threads.Trace;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Outline BELOW_A_CLIENT =
            new Outline("ping", Map.of(), Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01"));
    private static final Outline ALONE = new Outline("ping", Map.of(), Map.of());

    private final CollectedSpans collected = new CollectedSpans();
    private final Spans spans = collected.spans();

    @Test
    void areNotTakenWhereNobodyHasAskedTheServer() {
        Spans none = new Spans();

        none.failed("tool_error");

        assertThat(none.areTaken()).isFalse();
    }

    @Test
    void areNotTakenByAnOpenTelemetryThatIsSwitchedOff() {
        assertThat(new ServerTracer(OpenTelemetry.noop()).isOn()).isFalse();
        assertThat(new ServerTracer(collected.telemetry()).isOn()).isTrue();
        assertThat(collected.ended()).isEmpty();
    }

    @Test
    void areThePlaceOfTheWorkThatIsDoneMeanwhile() {
        Trace here = spans.during(BELOW_A_CLIENT, () -> Trace.here().orElseThrow(), trace -> Optional.empty());

        assertThat(here.isSampled()).isTrue();
        assertThat(here.parent())
                .isEqualTo("00-" + TRACE + "-" + collected.ended().get(0).getSpanId() + "-01");
        assertThat(Trace.here()).isEmpty();
    }

    @Test
    void ofAServerThatTracesEverythingMakeNoStatementsOfTheirOwn() {
        Trace here = spans.during(ALONE, () -> Trace.here().orElseThrow(), trace -> Optional.empty());

        assertThat(collected.ended().get(0).getSpanContext().isSampled()).isTrue();
        assertThat(here.isSampled()).isFalse();
        assertThat(here.id()).isEqualTo(collected.ended().get(0).getTraceId());
    }

    @Test
    void areBelowTheClientsAndOnlyLinkedToWhatTheServerTraces() {
        Span ofTheServer =
                collected.telemetry().getTracer("server").spanBuilder("POST").startSpan();

        try (Scope scope = ofTheServer.makeCurrent()) {
            assertThat(scope).isNotNull();
            spans.during(BELOW_A_CLIENT, () -> "", text -> Optional.empty());
            spans.during(ALONE, () -> "", text -> Optional.empty());
        }

        SpanData below = collected.ended().get(0);
        assertThat(below.getTraceId()).isEqualTo(TRACE);
        assertThat(below.getParentSpanId()).isEqualTo(PARENT);
        assertThat(below.getLinks()).extracting(LinkData::getSpanContext).containsExactly(ofTheServer.getSpanContext());
        SpanData alone = collected.ended().get(1);
        assertThat(alone.getParentSpanContext()).isEqualTo(ofTheServer.getSpanContext());
        assertThat(alone.getLinks()).isEmpty();
    }

    @Test
    void beginATraceOfTheirOwnWhenNothingOrNonsenseIsCarried() {
        Outline nonsense = new Outline("ping", Map.of(), Map.of("traceparent", "00-nonsense", "tracestate", "\u0000"));

        spans.during(ALONE, () -> "", text -> Optional.empty());
        spans.during(nonsense, () -> "", text -> Optional.empty());

        assertThat(collected.ended()).hasSize(2).allMatch(span -> !span.getParentSpanContext()
                .isValid());
    }

    @Test
    void sayWhatWentWrong() {
        spans.during(ALONE, () -> -32602, code -> Optional.of(new Fault(code.toString(), "Invalid params")));
        spans.during(
                ALONE,
                () -> {
                    spans.failed("tool_error");
                    return "";
                },
                text -> Optional.empty());
        assertThatThrownBy(() -> spans.during(
                        ALONE,
                        () -> {
                            throw new IllegalStateException("secret");
                        },
                        text -> Optional.empty()))
                .isInstanceOf(IllegalStateException.class);

        assertThat(collected.ended())
                .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .containsExactly("-32602", "tool_error", "java.lang.IllegalStateException");
        assertThat(collected.ended())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsOnly(StatusCode.ERROR);
        assertThat(collected.ended().get(0).getStatus().getDescription()).isEqualTo("Invalid params");
        assertThat(collected.ended().toString()).doesNotContain("secret");
    }
}
