package dewey.formats;

import dewey.conversations.NewMessage;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows as their texts stand for, and what a format makes of them. */
final class Given {
    private Given() {}

    /** The lines of a file under {@code src/test/resources/transcripts}. */
    static List<Row> rows(String name) throws IOException, InvalidJson {
        try (InputStream in = Given.class.getResourceAsStream("/transcripts/" + name)) {
            return rows(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    static List<Row> rows(List<String> texts) throws InvalidJson {
        List<Row> rows = new ArrayList<>();
        for (String text : texts) {
            rows.add(new Row(rows.size() + 1L, text.getBytes(StandardCharsets.UTF_8), JsonText.read(text)));
        }
        return rows;
    }

    static List<Piece> pieces(Format format, String... texts) throws InvalidJson {
        List<Piece> pieces = new ArrayList<>();
        rows(List.of(texts)).forEach(row -> format.read(row, pieces::add));
        return pieces;
    }

    static List<NewMessage> messages(Format format, String... texts) throws InvalidJson {
        return messages(format, rows(List.of(texts)));
    }

    static List<NewMessage> messages(Format format, List<Row> rows) {
        List<Piece> pieces = new ArrayList<>();
        rows.forEach(row -> format.read(row, pieces::add));
        return messages(pieces);
    }

    static List<NewMessage> messages(List<Piece> pieces) {
        return pieces.stream()
                .filter(Piece.Said.class::isInstance)
                .map(said -> ((Piece.Said) said).message())
                .toList();
    }
}
