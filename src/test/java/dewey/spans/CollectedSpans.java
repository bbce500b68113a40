package dewey.spans;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** The spans that a server's OpenTelemetry would be told; it reads no headers of HTTP, which a server need not. */
public final class CollectedSpans {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetry telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();

    public Spans spans() {
        return new Spans(new ServerTracer(telemetry));
    }

    /** What the server itself traces. */
    public OpenTelemetry telemetry() {
        return telemetry;
    }

    /** In the order of their ends. */
    public List<SpanData> ended() {
        return exporter.getFinishedSpanItems();
    }
}
