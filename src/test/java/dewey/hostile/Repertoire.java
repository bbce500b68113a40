package dewey.hostile;

import dewey.deployment.RunningDewey;
import java.util.List;
import java.util.stream.Stream;

/** All cases, from the classes that have them by their subject. */
final class Repertoire {
    private Repertoire() {}

    static List<Case> of(RunningDewey dewey) {
        Doors doors = new Doors(dewey);
        return Stream.of(
                        new Handshakes(dewey).cases(),
                        new HalfRequests(doors).cases(),
                        new Requests(doors).cases(),
                        new Compressed(dewey).cases(),
                        new Embedded(dewey).cases(),
                        new Silence(dewey).cases(),
                        new Crowds(dewey).cases(),
                        new ShortSockets(doors).cases(),
                        new Messages(doors).cases(),
                        new Methods(doors).cases(),
                        new ToolArguments(dewey).cases(),
                        new Contents(dewey).cases(),
                        new Finding(dewey).cases(),
                        new Races(dewey).cases(),
                        new ImportedFiles(dewey).cases(),
                        new Upstreams(dewey).cases(),
                        new Unreachable(dewey).cases(),
                        new Relayed(dewey).cases(),
                        new RelayedMessages(dewey).cases(),
                        new Recorded(dewey).cases(),
                        new Pages(dewey).cases(),
                        new Exported(dewey).cases(),
                        frames(FrameDoor.mcp(doors)),
                        // the same for the other user of the same code
                        frames(FrameDoor.relay(doors)).map(Case::takingItsTime),
                        new Soak(dewey).cases())
                .flatMap(cases -> cases)
                .toList();
    }

    private static Stream<Case> frames(FrameDoor door) {
        return Stream.of(
                        new Autobahn(door).cases(),
                        new Closes(door).cases(),
                        new Utf8Texts(door).cases(),
                        new Floods(door).cases())
                .flatMap(cases -> cases);
    }
}
