package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.limits.Connections.Full;
import dewey.limits.Connections.Kind;
import dewey.limits.Connections.Seat;
import dewey.security.Caller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final Caller ANNA = new Caller("library", "anna");
    private static final Caller BERT = new Caller("library", "bert");

    @Test
    void boundsEachCallerEachAddressAndAll() throws Full {
        // given
        Connections connections = new Connections(Given.connections(6, 2, 3, false));

        // when
        connections.take(Kind.SOCKETS, ANNA, "192.0.2.1");
        connections.take(Kind.SOCKETS, ANNA, "192.0.2.1");
        connections.take(Kind.SOCKETS, BERT, "192.0.2.1");

        // then
        assertThatThrownBy(() -> connections.take(Kind.SOCKETS, ANNA, "192.0.2.2"))
                .hasMessage("2 sockets are open for this caller, which is the most");
        assertThatThrownBy(() -> connections.take(Kind.SOCKETS, BERT, "192.0.2.1"))
                .hasMessage("3 sockets are open from this address, which is the most");
        connections.take(Kind.SOCKETS, BERT, "192.0.2.2");
        for (String name : List.of("carla", "dora")) {
            connections.take(Kind.SOCKETS, new Caller("library", name), "192.0.2.3");
        }
        Full full = catchThrowableOfType(
                Full.class, () -> connections.take(Kind.SOCKETS, new Caller("library", "emil"), "192.0.2.4"));
        assertThat(full).hasMessage("6 sockets are open on this server, which is the most");
        assertThat(full.isOfAll()).isTrue();
        connections.take(Kind.REQUESTS, ANNA, "192.0.2.1");
    }

    @Test
    void aSeatThatIsLeftCanBeTakenAgainButOnlyOnce() throws Full {
        // given
        Connections connections = new Connections(Given.connections(10, 1, 10, false));
        Seat seat = connections.take(Kind.SESSIONS, ANNA, "192.0.2.1");

        // when
        seat.close();
        seat.close();

        // then
        assertThat(connections.count(Kind.SESSIONS)).isZero();
        connections.take(Kind.SESSIONS, ANNA, "192.0.2.1");
        assertThatThrownBy(() -> connections.take(Kind.SESSIONS, ANNA, "192.0.2.1"))
                .isInstanceOf(Full.class);
        assertThat(connections.count(Kind.SESSIONS)).isEqualTo(1);
    }

    @Test
    void whoIsRefusedTakesNothingAndWhoHasLeftIsForgotten() throws Full {
        // given
        Connections connections = new Connections(Given.connections(10, 10, 2, false));
        List<Seat> seats = new ArrayList<>();
        seats.add(connections.take(Kind.SOCKETS, ANNA, "192.0.2.1"));
        seats.add(connections.take(Kind.SOCKETS, ANNA, "192.0.2.1"));

        // when
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> connections.requireRoom(Kind.SOCKETS, BERT, "192.0.2.1"))
                    .isInstanceOf(Full.class);
        }
        connections.requireRoom(Kind.SOCKETS, BERT, "192.0.2.2");

        // then
        assertThat(connections.count(Kind.SOCKETS)).isEqualTo(2);
        seats.forEach(Seat::close);
        assertThat(connections.names()).isZero();
    }

    @Test
    void theOwnerOfTheMachineIsBoundByTheServerOnlyUnlessTheSettingsSayOtherwise() throws Full {
        Connections trusting = new Connections(Given.connections(5, 1, 1, false));
        Connections strict = new Connections(Given.connections(5, 1, 2, true));

        for (int i = 0; i < 5; i++) {
            trusting.take(Kind.SOCKETS, Caller.LOCAL, "127.0.0.1");
        }
        strict.take(Kind.SOCKETS, Caller.LOCAL, "127.0.0.1");
        strict.take(Kind.SOCKETS, Caller.LOCAL, "127.0.0.1");

        assertThatThrownBy(() -> trusting.take(Kind.SOCKETS, Caller.LOCAL, "127.0.0.1"))
                .hasMessage("5 sockets are open on this server, which is the most");
        assertThatThrownBy(() -> strict.take(Kind.SOCKETS, Caller.LOCAL, "127.0.0.1"))
                .hasMessage("2 sockets are open from this address, which is the most");
    }
}
