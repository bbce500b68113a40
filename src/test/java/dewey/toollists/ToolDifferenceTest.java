package dewey.toollists;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolDifferenceTest {
    private static final String TOOLS =
            "[{'name':'a','description':'x','inputSchema':{'type':'object','properties':{'n':{'type':'number','minimum':1}}}},{'name':'b','annotations':{'readOnlyHint':true}}]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'inputSchema' : {'properties':{'n':{'minimum':1.0,'type':'number'}},'type':'object'}, 'description':'\\u0078','name':'a'},{'name':'b','annotations':{'readOnlyHint':true}}]",
                "[{'name':'b','annotations':{'readOnlyHint':true}},{'name':'a','description':'x','inputSchema':{'type':'object','properties':{'n':{'type':'number','minimum':1}}}}]",
                "[7,{'no':'name'},{'name':'a','_meta':{'now':5},'description':'x','inputSchema':{'type':'object','properties':{'n':{'type':'number','minimum':1}}}},{'name':'b','annotations':{'readOnlyHint':true}}]"
            })
    void isNoneWhereOnlyTheWritingDiffers(String other) throws Exception {
        assertThat(between(TOOLS, other).isEmpty()).isTrue();
    }

    @Test
    void tellsWhichToolsCameAndWent() throws Exception {
        ToolDifference difference =
                between(TOOLS, "[{'name':'c','title':'new'},{'name':'b','annotations':{'readOnlyHint':true}}]");

        assertThat(difference.summary()).isEqualTo("1 added (c); 1 removed (a)");
        assertThat(difference.whole().build().getJsonArray("added").toString())
                .isEqualTo(json("[{'name':'c','title':'new'}]"));
        assertThat(difference
                        .whole()
                        .build()
                        .getJsonArray("removed")
                        .getJsonObject(0)
                        .getString("description"))
                .isEqualTo("x");
        assertThat(difference.whole().build().getJsonArray("changed")).isEmpty();
    }

    @Test
    void tellsWhatChangedAndWhere() throws Exception {
        ToolDifference difference = between(
                TOOLS,
                "[{'name':'a','title':'A','description':'y','inputSchema':{'type':'object','properties':{'n':{'type':'string'},'a/b~c':{}},'required':['n']}},{'name':'b','annotations':{'readOnlyHint':false}}]");

        assertThat(difference.summary())
                .isEqualTo("2 changed (a: description and inputSchema and title, b: annotations)");
        assertThat(difference.whole().build().getJsonArray("changed").toString())
                .isEqualTo(json("[{'name':'a','changes':[{'at':'/description','before':'x','after':'y'},"
                        + "{'at':'/inputSchema/properties/a~1b~0c','after':{}},"
                        + "{'at':'/inputSchema/properties/n/minimum','before':1},"
                        + "{'at':'/inputSchema/properties/n/type','before':'number','after':'string'},"
                        + "{'at':'/inputSchema/required','after':['n']},{'at':'/title','after':'A'}]},"
                        + "{'name':'b','changes':[{'at':'/annotations/readOnlyHint','before':true,'after':false}]}]"));
        assertThat(difference
                        .names()
                        .build()
                        .getJsonArray("changed")
                        .getJsonObject(1)
                        .toString())
                .isEqualTo(json("{'name':'b','changes':[{'at':'/annotations/readOnlyHint'}]}"));
    }

    @Test
    void namesNotMoreThanAPersonReads() throws Exception {
        String many = IntStream.range(0, 1_000)
                .mapToObj(i -> "{'name':'" + "x".repeat(500) + i + "'}")
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(between("[]", many).summary())
                .startsWith("1000 added (xxx")
                .endsWith(", …)")
                .hasSizeLessThan(3_000);
    }

    private static ToolDifference between(String before, String after) throws InvalidJson {
        return ToolDifference.between(tools(before), tools(after));
    }

    private static JsonArray tools(String text) throws InvalidJson {
        return (JsonArray) JsonText.read(json(text));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
