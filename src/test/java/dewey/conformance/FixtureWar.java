package dewey.conformance;

import java.io.File;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that the build has made, with the fixtures of the conformance suite beside its own tools. */
final class FixtureWar {
    private FixtureWar() {}

    /** Makes it from the real one. */
    static Path in(Path directory) {
        File war = directory.resolve("dewey-with-fixtures.war").toFile();
        ShrinkWrap.create(ZipImporter.class, war.getName())
                .importFrom(new File(System.getProperty("dewey.test.war")))
                .as(WebArchive.class)
                .addPackage("dewey.conformance.fixtures")
                .as(ZipExporter.class)
                .exportTo(war, true);
        return war.toPath();
    }
}
