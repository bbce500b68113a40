package dewey.sessions;

import java.time.Instant;

/**
 * One thing that went over a recorded session, as the record has it.
 *
 * @param turn its place in the conversation, which has no gaps
 * @param at when it went by, in microseconds
 * @param content what was said, or a mark in its place; null when it was not asked for
 * @param facts what the recorder has noted: {@code sequence} (its place in the session), {@code direction}, {@code kind},
 *     {@code method} and more; whoever stored the message himself has noted none of these
 * @param answeredBy the sequence of the first answer to it; null when there is none in the record
 */
public record Frame(int turn, Instant at, String content, Facts facts, Long answeredBy) {

    Frame answeredBy(Long sequence) {
        return new Frame(turn, at, content, facts, sequence);
    }

    /** Whether it asks for an answer. */
    public boolean isRequest() {
        return facts.text("kind").filter("request"::equals).isPresent();
    }
}
