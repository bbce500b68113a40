package dewey.servers;

import java.io.File;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What Arquillian takes for a test class: it deploys the WAR that the build has made, unchanged. */
class RealWar {
    @ArquillianResource
    private URL url;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "dewey.war")
                .importFrom(new File(System.getProperty("dewey.test.war")))
                .as(WebArchive.class);
    }

    /** Stands for the whole test run. */
    void run() {}

    URL url() {
        return url;
    }
}
