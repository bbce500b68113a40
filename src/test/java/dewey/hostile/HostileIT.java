package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.hostile.Case.Effort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every row of docs/hostile.md against the running server. The table of what was tried is {@code target/hostile.md}.
 *
 * <p>{@code -Ddewey.hostile=short} adds the cases that take seconds, {@code long} those that take minutes; {@code
 * -Ddewey.hostile.rows=H19,H20} takes only some rows.
 */
@OnRunningDewey
@ExtendWith(ReportOfTheRun.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
    private static final Effort EFFORT = Effort.ofThisRun();
    private static final boolean QUICK = EFFORT == Effort.QUICK;
    private static final boolean LONG = EFFORT == Effort.LONG;
    /** What takes seconds in each of its cases, because timeouts are waited for, or large messages are sent. */
    private static final Set<Row> OF_PATIENCE =
            EnumSet.of(Row.H10, Row.H18, Row.H24, Row.H25, Row.H54, Row.H55, Row.H56, Row.H57, Row.H78, Row.H80);

    private static final Set<Row> OF_MUCH = EnumSet.of(
            Row.H15, Row.H24, Row.H25, Row.H26, Row.H32, Row.H43, Row.H55, Row.H63, Row.H76, Row.H78, Row.H80);
    private static final List<String> ROWS =
            List.of(System.getProperty("dewey.hostile.rows", "").split(","));

    private final RunningDewey dewey;
    private final Report report;
    private Oracle oracle;
    private List<Case> all;

    HostileIT(RunningDewey dewey, Report report) {
        this.dewey = dewey;
        this.report = report;
    }

    @BeforeAll
    void callTheWitness() throws Exception {
        oracle = new Oracle(dewey);
        all = Repertoire.of(dewey);
    }

    @AfterAll
    void tell() throws IOException {
        oracle.close();
        dewey.upstreams().reset();
        report.write(Path.of("target", "hostile.md"));
    }

    @Test
    void knowsForEveryRowWhatProvesIt() {
        assertThat(Elsewhere.missing()).isEmpty();
        assertThat(Row.values())
                .filteredOn(row -> Elsewhere.of(row).isEmpty())
                .filteredOn(row -> all.stream().noneMatch(each -> each.row() == row))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicNode> withstands() {
        Stream<DynamicNode> rows = Arrays.stream(Row.values())
                .filter(row -> ROWS.contains("") || ROWS.contains(row.name()))
                .map(row -> container(
                        row, all.stream().filter(each -> each.row() == row).toList()));
        // where time is short, once for all rows
        Stream<DynamicNode> whole = Stream.of(Row.H78).filter(row -> QUICK).map(this::givenBack);
        DynamicNode witness = dynamicTest("the witness has lost nothing", oracle::requireTheWitnessToHaveLostNothing);
        return Stream.of(rows, whole, Stream.of(witness)).flatMap(nodes -> nodes);
    }

    private DynamicNode container(Row row, List<Case> cases) {
        List<DynamicNode> nodes = new ArrayList<>();
        cases.stream()
                .filter(each -> EFFORT.includes(each.effort()) && !(QUICK && OF_PATIENCE.contains(row)))
                .map(each -> dynamicTest(each.what(), () -> report.run(each, oracle::look)))
                .forEach(nodes::add);
        if (!nodes.isEmpty() && !QUICK) {
            nodes.add(givenBack(row));
        }
        return dynamicContainer(row + " " + row.input(), nodes);
    }

    private DynamicNode givenBack(Row row) {
        boolean heap = LONG || OF_MUCH.contains(row);
        Case look = Case.of(row, "hostile", "and everything is given back", () -> {
            oracle.lookThoroughly(heap);
            return heap ? "heap, too" : "as before";
        });
        return dynamicTest(look.what(), () -> report.run(look, () -> {}));
    }
}
