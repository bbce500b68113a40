package dewey.threads;

import dewey.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Hands {@link Shutdown} to whoever injects it: the object itself and no proxy, because it is asked while the container destroys its
 * beans, in whatever order.
 */
@ApplicationScoped
class ConfiguredShutdown {

    @Produces
    @Singleton
    Shutdown shutdown(Settings settings) {
        return new Shutdown(
                settings.shutdown().announceTime(), settings.shutdown().drainTimeout());
    }
}
