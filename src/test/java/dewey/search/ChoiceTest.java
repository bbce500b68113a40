package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final long MESSAGES = 1_000_000;
    private static final int MOST = 10_000;

    @Test
    void takesAllWordsWhileTheyAreRare() {
        Choice choice = choice(10, 200, 300);

        assertThat(choice.tsquery()).isEqualTo("(('w0') | ('w1') | ('w2'))");
        assertThat(choice.isAll()).isTrue();
        assertThat(choice.next()).isNull();
    }

    @Test
    void takesFrequentWordsTwoTogetherAndTheRareOnesAlone() {
        Choice choice = choice(10, 900, 5_000, 20_000, 50_000, 400_000);

        // 100 messages are expected to hold w2 and w3, 250 w2 and w4, but 2,000 w2 and w5, and 1,000 w3 and w4
        assertThat(choice.tsquery()).isEqualTo("(('w0') | ('w1') | (('w2') & (('w3') | ('w4'))))");
        assertThat(choice.isAll()).isFalse();
    }

    @Test
    void takesTheRarestAloneWhenTheNarrowChoiceFindsTooLittle() {
        Choice choice = choice(5_000, 20_000).next();

        assertThat(choice.tsquery()).isEqualTo("(('w0'))");
        assertThat(choice.isMany()).isFalse();
        assertThat(choice.next()).isNull();
    }

    @Test
    void takesASecondWordToARareOneWithWhichThereIsTooLittle() {
        assertThat(choice(1, 2_000, 900_000).next().tsquery()).isEqualTo("(('w0') | ('w1'))");
        assertThat(choice(1, 200_000).tsquery()).isEqualTo("(('w0'))");
    }

    @Test
    void takesVeryFrequentWordsOnlyTogether() {
        assertThat(choice(40_000, 100_000, 200_000).tsquery()).isEqualTo("(('w0') & ('w1') & ('w2'))");
    }

    @Test
    void looksAtTheNewestWhereNothingMakesOneWordRare() {
        Choice choice = choice(400_000);

        assertThat(choice.tsquery()).isEqualTo("(('w0'))");
        assertThat(choice.isMany()).isTrue();
    }

    @Test
    void endsWithTheChoiceThatItsCallerHasForTheEnd() {
        List<Weighted> units = units(5_000, 20_000);
        CompiledQuery query = new CompiledQuery(List.of(), "", false);
        Choice within = Choice.within(query, units);

        Choice choice = Choice.of(query, units, MESSAGES, MOST, within);

        assertThat(choice.next().next()).isSameAs(within);
        assertThat(within.tsquery()).isEqualTo("(('w0') | ('w1'))");
    }

    @Test
    void keepsToWhatIsUnwanted() {
        List<Weighted> units = units(5_000, 20_000);

        Choice choice = Choice.of(new CompiledQuery(List.of(), "!('bad')", false), units, MESSAGES, MOST, null);

        assertThat(choice.tsquery()).isEqualTo("((('w0') & (('w1')))) & !('bad')");
    }

    private static Choice choice(long... holding) {
        return Choice.of(new CompiledQuery(List.of(), "", false), units(holding), MESSAGES, MOST, null);
    }

    private static List<Weighted> units(long... holding) {
        List<Weighted> units = new ArrayList<>();
        for (long each : holding) {
            units.add(Weighted.of(new Unit("'w" + units.size() + "'", true), each, MESSAGES));
        }
        return units;
    }
}
