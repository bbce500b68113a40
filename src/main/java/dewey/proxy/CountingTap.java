package dewey.proxy;

import dewey.metrics.RelayMeter;
import dewey.recording.Direction;
import dewey.recording.SessionEnd;
import dewey.recording.Tap;

/** Counts what goes over a session, recorded or not, on its way to the tap. */
record CountingTap(Tap tap, RelayMeter meter) implements Tap {
    @Override
    public void text(Direction direction, String text) {
        count(direction, text.length());
        tap.text(direction, text);
    }

    @Override
    public void binary(Direction direction, byte[] data) {
        count(direction, data.length);
        tap.binary(direction, data);
    }

    private void count(Direction direction, long size) {
        if (direction == Direction.CLIENT_TO_SERVER) {
            meter.toUpstream(size);
        } else {
            meter.toClient(size);
        }
    }

    @Override
    public void synthetic(String text) {
        tap.synthetic(text);
    }

    @Override
    public void refused(Direction direction, long bytes, String reason) {
        tap.refused(direction, bytes, reason);
    }

    @Override
    public void errorLine(String line) {
        tap.errorLine(line);
    }

    @Override
    public void end(SessionEnd end) {
        tap.end(end);
    }
}
