package dewey.database;

import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatformProvider;

/** How Hibernate finds {@link AppServerJtaPlatform}: by {@code META-INF/services}. */
public class AppServerJtaPlatformProvider implements JtaPlatformProvider {
    @Override
    public JtaPlatform getProvidedJtaPlatform() {
        return new AppServerJtaPlatform();
    }
}
