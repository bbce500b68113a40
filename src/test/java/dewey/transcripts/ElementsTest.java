package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementsTest {
    @Test
    void givesTheItemsOfAnArrayAsTheyAreWritten() throws IOException {
        assertThat(texts("\uFEFF [ {\"a\": \"}],\\\"\"} ,\n[1, [2]],\"x,y\" , -1.5e3,null]  "))
                .containsExactly("{\"a\": \"}],\\\"\"}", "[1, [2]]", "\"x,y\" ", "-1.5e3", "null");
        assertThat(texts("[]")).isEmpty();
        assertThat(texts(" [ ] ")).isEmpty();
    }

    @Test
    void givesValuesThatFollowEachOther() throws IOException {
        assertThat(texts("{\n \"a\": 1\n}\n{\"b\":2}\n7 8")).containsExactly("{\n \"a\": 1\n}", "{\"b\":2}", "7", "8");
    }

    @Test
    void holdsNothingOfAnItemOverTheBoundAndReadsOn() throws IOException {
        List<Item> items = items("[\"" + "x".repeat(200_000) + "\",{\"a\":1}]", 100);

        assertThat(items).extracting(Item::tooLong).containsExactly(true, false);
        assertThat(items.get(0).bytes()).isEmpty();
        assertThat(items.get(0).size()).isEqualTo(200_002);
        assertThat(items.get(1).text()).isEqualTo("{\"a\":1}");
    }

    @Test
    void showsWhatIsWrongAsAnItemThatCannotBeRead() throws IOException {
        assertThat(texts("[{\"a\":1},,{\"b\":2}]")).containsExactly("{\"a\":1}", "", "{\"b\":2}");
        assertThat(texts("[{\"a\":1} {\"b\":2}]")).containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(texts("[{\"a\":1},{\"b\":")).containsExactly("{\"a\":1}", "{\"b\":");
        assertThat(texts("[1] 2")).containsExactly("1", "2");
        assertThat(texts("[\"\\")).containsExactly("\"\\");
        assertThat(texts("[}")).containsExactly("}");
    }

    @Test
    void joinsWhatTheBufferDivides() throws IOException {
        String item = "{\"a\":\"" + "ä".repeat(90_000) + "\"}";

        assertThat(texts("[" + item + "," + item + "]")).containsExactly(item, item);
    }

    @Test
    void tellsHowFarItHasRead() throws IOException {
        Elements elements = new Elements(new ByteArrayInputStream("[1,22]".getBytes(StandardCharsets.UTF_8)), 100);

        elements.next();
        assertThat(elements.position()).isEqualTo(3);
        elements.next();
        elements.next();
        assertThat(elements.position()).isEqualTo(6);
    }

    private static List<String> texts(String text) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Item item : items(text, Samples.MAX_LINE_BYTES)) {
            texts.add(item.text());
        }
        return texts;
    }

    private static List<Item> items(String text, int maxBytes) throws IOException {
        return Samples.all(new Elements(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes));
    }
}
