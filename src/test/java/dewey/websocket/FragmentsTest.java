package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FragmentsTest {
    private final Fragments fragments = new Fragments(10);

    @Test
    void putsFragmentsTogether() throws TooLarge {
        assertThat(fragments.add("ab", false)).isEmpty();
        assertThat(fragments.add("", false)).isEmpty();
        assertThat(fragments.add("cd", true)).contains("abcd");
        assertThat(fragments.add("next", true)).contains("next");
    }

    @Test
    void takesAMessageOfExactlyTheBound() throws TooLarge {
        assertThat(fragments.add("éééé", false)).isEmpty();
        assertThat(fragments.add("12", true)).contains("éééé12");
    }

    @Test
    void refusesAMessageOverTheBoundBeforeItIsComplete() throws TooLarge {
        fragments.add("0123456789", false);

        assertThatThrownBy(() -> fragments.add("0", false)).isInstanceOf(TooLarge.class);
    }

    @Test
    void countsTheNextMessageAnew() throws TooLarge {
        fragments.add("éééé", false);
        fragments.add("12", true);
        fragments.add("0123", false);

        assertThat(fragments.add("456789", true)).contains("0123456789");
        assertThatThrownBy(() -> fragments.add("ééééé!", true)).isInstanceOf(TooLarge.class);
        assertThat(fragments.add("after", true)).contains("after");
    }

    @Test
    void refusesEmptyFragmentsForEver() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        fragments.add("", false);
                    }
                })
                .isInstanceOf(TooLarge.class);
    }
}
