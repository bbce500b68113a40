package dewey.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the settings are good and the schema is up to date, which the deployment has seen to before it began. */
@Startup
@ApplicationScoped
public class Started implements HealthCheck {
    private final String version = ConfigProvider.getConfig()
            .getOptionalValue("dewey.version", String.class)
            .orElse("unknown");
    private final String at = Instant.now().toString();

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("dewey")
                .up()
                .withData("version", version)
                .withData("started_at", at)
                .build();
    }
}
