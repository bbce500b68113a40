package dewey.hostile;

import dewey.deployment.RunningDewey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cases of calls, each with a client of its own. */
final class ToolCases {
    private final RunningDewey dewey;
    private final List<Case> cases = new ArrayList<>();

    ToolCases(RunningDewey dewey) {
        this.dewey = dewey;
    }

    interface Trial {
        String with(Tools tools) throws Exception;
    }

    void add(Row row, String room, String what, Trial trial) {
        cases.add(Case.of(row, room, what, () -> {
            try (Tools tools = new Tools(dewey)) {
                return trial.with(tools);
            }
        }));
    }

    Stream<Case> stream() {
        return cases.stream();
    }
}
