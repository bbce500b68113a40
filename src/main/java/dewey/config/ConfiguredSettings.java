package dewey.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Hands the settings of this deployment to whoever injects {@link Settings}. */
@ApplicationScoped
class ConfiguredSettings {

    @Produces
    @Singleton
    Settings settings() {
        return Settings.read(ConfigProvider.getConfig());
    }
}
