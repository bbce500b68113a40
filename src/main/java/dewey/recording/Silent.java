package dewey.recording;

/** A tap that nobody listens to. */
final class Silent implements Tap {
    @Override
    public void text(Direction direction, String text) {}

    @Override
    public void binary(Direction direction, byte[] data) {}

    @Override
    public void synthetic(String text) {}

    @Override
    public void refused(Direction direction, long bytes, String reason) {}

    @Override
    public void errorLine(String line) {}

    @Override
    public void end(SessionEnd end) {}
}
