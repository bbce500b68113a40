package dewey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dewey");
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importPackages(Rooms.ROOT);

    @ParameterizedTest
    @EnumSource
    void productionKeeps(HouseRule rule) {
        rule.rule().check(PRODUCTION);
    }

    @Test
    void looksAtTheProductionClasses() {
        assertThat(PRODUCTION.contain("dewey.mcp.McpServer")).isTrue();
        assertThat(PRODUCTION.contain(getClass())).isFalse();
    }

    @Test
    void theStdioBridgeNeedsNothingButTheJdk() {
        JavaClasses bridge = new ClassFileImporter()
                .withImportOption(location -> !location.contains("Test") && !location.contains("IT"))
                .importPackages("dewey.bridge");

        assertThat(bridge.contain("dewey.bridge.Stdio")).isTrue();
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dewey.bridge")
                .check(bridge);
    }

    @Test
    void everyRoomSaysWhatItIsForAndWhatItDoesNotKnow() throws IOException {
        // given
        List<Path> rooms;
        try (Stream<Path> folders = Files.list(SOURCES)) {
            rooms = folders.toList();
        }

        // then
        assertThat(rooms).isNotEmpty().allSatisfy(room -> assertThat(room.resolve("package-info.java"))
                .content()
                .containsPattern("<p>(Knows (no|nothing)|Is imported by nobody)"));
    }
}
