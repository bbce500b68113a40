package dewey.sessions;

import java.util.Optional;

/**
 * How much went over a session.
 *
 * @param messages of the two sides, those included that are missing in the record; a batch is one
 * @param requests of the two sides
 * @param errors answers that told of a failure, of the protocol or of a tool
 * @param gaps places where the record misses something
 * @param missing how many messages it misses there
 */
public record Counts(Sides messages, Sides requests, long errors, long gaps, long missing) {

    /** A number for each direction. */
    public record Sides(long clientToServer, long serverToClient) {
        private static Sides of(Facts facts) {
            return new Sides(
                    facts.number("client_to_server").orElse(0L),
                    facts.number("server_to_client").orElse(0L));
        }
    }

    /** What the recorder has noted at the end; empty while the session goes on, and when its end was not seen. */
    static Optional<Counts> noted(Facts facts) {
        return facts.object("messages")
                .map(messages -> new Counts(
                        Sides.of(new Facts(messages)),
                        Sides.of(facts.inside("requests")),
                        facts.number("errors").orElse(0L),
                        facts.number("gaps").orElse(0L),
                        facts.number("missing").orElse(0L)));
    }
}
