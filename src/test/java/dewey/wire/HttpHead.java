package dewey.wire;

import java.util.Optional;

/** Status line and headers of an HTTP answer, as they came. */
public record HttpHead(String text) {
    public int status() {
        return Integer.parseInt(text.substring(9, 12));
    }

    public Optional<String> header(String name) {
        return text.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
