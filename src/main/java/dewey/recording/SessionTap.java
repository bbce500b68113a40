package dewey.recording;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Numbers and times what it is told, and passes it on to the {@link Intake}. What the intake has no room for is counted, and the
 * count takes its place in the record.
 */
final class SessionTap implements Tap {
    private final Transcript transcript;
    private final Intake intake;
    private final Consumer<SessionTap> whenEnded;

    /** The wall clock is asked once: it may jump, and what follows must not seem to come before. */
    private final long beganMicros;

    private final long beganNanos = System.nanoTime();

    private long sequence;
    private Tapped.Missing missing = Tapped.Missing.none(1);
    private boolean over;

    SessionTap(SessionStart start, Transcript transcript, Intake intake, Consumer<SessionTap> whenEnded) {
        this.transcript = transcript;
        this.intake = intake;
        this.whenEnded = whenEnded;
        this.beganMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start.at());
        intake.put(new Entry(transcript, 0, beganMicros, new Tapped.Begun()));
    }

    @Override
    public void text(Direction direction, String text) {
        tell(new Tapped.Text(direction, text));
    }

    @Override
    public void binary(Direction direction, byte[] data) {
        tell(new Tapped.Binary(direction, data));
    }

    @Override
    public void synthetic(String text) {
        tell(new Tapped.Synthetic(text));
    }

    @Override
    public void refused(Direction direction, long bytes, String reason) {
        tell(new Tapped.NotRelayed(direction, bytes, reason));
    }

    @Override
    public void errorLine(String line) {
        tell(new Tapped.ErrorLine(line));
    }

    private synchronized void tell(Tapped what) {
        if (over) {
            return;
        }
        sequence++;
        if (intake.isFull()) {
            missing = missing.and(what);
            intake.missed();
            return;
        }
        tellMissing();
        intake.put(new Entry(transcript, sequence, now(), what));
        missing = Tapped.Missing.none(sequence + 1);
    }

    private void tellMissing() {
        if (!missing.isEmpty()) {
            intake.put(new Entry(transcript, missing.first(), now(), missing));
        }
    }

    @Override
    public void end(SessionEnd end) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            // these two are small, and without them nobody would know: they go in whatever the room
            tellMissing();
            intake.put(new Entry(transcript, 0, now(), new Tapped.Ended(end)));
        }
        whenEnded.accept(this);
    }

    private long now() {
        return beganMicros + (System.nanoTime() - beganNanos) / 1_000;
    }
}
