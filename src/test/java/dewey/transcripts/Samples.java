package dewey.transcripts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The transcripts under {@code src/test/resources/transcripts}, and files made on the spot. */
final class Samples {
    static final int MAX_LINE_BYTES = 1 << 20;

    private Samples() {}

    static byte[] bytes(String name) {
        try (InputStream in = Samples.class.getResourceAsStream("/transcripts/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    static String copy(String name, Path directory) {
        return write(directory.resolve(name), bytes(name));
    }

    static String write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
            return file.getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<Item> read(byte[] bytes, int maxLineBytes) throws IOException {
        return all(new Lines(new ByteArrayInputStream(bytes), maxLineBytes));
    }

    static List<Item> all(Items items) throws IOException {
        List<Item> read = new ArrayList<>();
        for (Optional<Item> item = items.next(); item.isPresent(); item = items.next()) {
            read.add(item.get());
        }
        return read;
    }
}
