package dewey.frames;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a {@link FrameReader} tells, in words. */
final class Told implements FrameListener {
    private final List<String> words = new ArrayList<>();

    /** Since the last time that it was asked. */
    List<String> words() {
        List<String> now = List.copyOf(words);
        words.clear();
        return now;
    }

    @Override
    public void text(String text) {
        words.add("text " + text);
    }

    @Override
    public void binary(byte[] data) {
        words.add("binary " + new String(data, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void ping(byte[] payload) {
        words.add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void pong() {
        words.add("pong");
    }

    @Override
    public void closed(int code, String reason) {
        words.add("closed " + code + " " + reason);
    }
}
