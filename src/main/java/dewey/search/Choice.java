package dewey.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * By which of its words a query selects the messages that are looked at: each of these costs a page of the table that is read somewhere,
 * which in a large store is most of what a search takes.
 *
 * @param tsquery what they must match
 * @param isAll whether these are all messages that match
 * @param isMany whether there may be more than can be looked at
 * @param isWithin whether the messages of the conversations that are named are read, and not the index of all
 * @param next the choice to make when by this one too few are found; null for none
 */
record Choice(String tsquery, boolean isAll, boolean isMany, boolean isWithin, Choice next) {
    /** Rare words are enough by themselves, until together they stand in so many messages. */
    static final int BY_ONE = 1_000;

    /** Of words that are more frequent only two together, until it is to be expected that so many messages hold them. */
    static final int BY_TWO = 500;

    /** The index reads through all places of the rarer one of two words. */
    private static final int READ = 30_000;

    /** What is required is as much as there is to choose from. */
    static Choice required(CompiledQuery query) {
        return new Choice(query.constraint(), true, true, false, null);
    }

    /** All that match of the conversations that are named. */
    static Choice within(CompiledQuery query, List<Weighted> units) {
        return new Choice(query.matching(units.stream().map(Weighted::unit).toList()), true, true, true, null);
    }

    /**
     * @param units the rarest first
     * @param last the choice behind all others, or null
     */
    static Choice of(CompiledQuery query, List<Weighted> units, long messages, int most, Choice last) {
        Choice rarest = rarest(query, units, most, last);
        List<String> terms = new Narrow(units, Math.max(1, messages)).terms;
        if (rarest.isAll() || terms.isEmpty()) {
            return rarest;
        }
        String tsquery = query.constrained(terms.stream().collect(Collectors.joining(" | ", "(", ")")));
        return tsquery.equals(rarest.tsquery()) ? rarest : new Choice(tsquery, false, false, false, rarest);
    }

    /** By one word at least, however frequent, and by more until there is something to rank. */
    private static Choice rarest(CompiledQuery query, List<Weighted> units, int most, Choice last) {
        List<Unit> rarest = new ArrayList<>();
        long holding = 0;
        for (Weighted weighted : units) {
            long with = holding + weighted.holding();
            boolean isTooMany = with > (holding < Ranking.CLOSELY ? most : BY_ONE + BY_TWO);
            if (isTooMany && !rarest.isEmpty()) {
                break;
            }
            holding = with;
            rarest.add(weighted.unit());
        }
        boolean isAll = rarest.size() == units.size();
        return new Choice(query.matching(rarest), isAll, holding > most, false, isAll ? null : last);
    }

    /** Fewer and better than by frequent words alone. */
    private static final class Narrow {
        final List<String> terms = new ArrayList<>();
        private final List<Weighted> units;
        private final double messages;

        Narrow(List<Weighted> units, long messages) {
            this.units = units;
            this.messages = messages;
            int frequent = rare();
            for (double left = BY_TWO;
                    frequent < units.size() && units.get(frequent).holding() <= READ;
                    frequent++) {
                left -= pairs(frequent, left);
            }
            if (terms.isEmpty()) {
                together();
            }
        }

        /** Takes the rare words, and answers where the frequent ones begin. */
        private int rare() {
            long left = BY_ONE;
            int next = 0;
            for (; next < units.size() && units.get(next).holding() <= left; next++) {
                left -= units.get(next).holding();
                terms.add(text(next));
            }
            return next;
        }

        /** Takes a word together with each of the more frequent ones while there is room, and answers how many are expected. */
        private double pairs(int word, double left) {
            List<String> partners = new ArrayList<>();
            double expected = 0;
            for (int other = word + 1; other < units.size(); other++) {
                double both = units.get(word).holding() * (units.get(other).holding() / messages);
                if (expected + both > left) {
                    break;
                }
                expected += both;
                partners.add(text(other));
            }
            if (!partners.isEmpty()) {
                terms.add("(" + text(word) + " & (" + String.join(" | ", partners) + "))");
            }
            return expected;
        }

        /** Of very frequent words as many together as make a message that holds them rare. */
        private void together() {
            List<String> all = new ArrayList<>();
            double expected = messages;
            for (int word = 0; word < units.size() && expected > BY_ONE + BY_TWO; word++) {
                expected *= units.get(word).holding() / messages;
                all.add(text(word));
            }
            if (expected <= BY_ONE + BY_TWO) {
                terms.add(String.join(" & ", all));
            }
        }

        private String text(int unit) {
            return "(" + units.get(unit).unit().tsquery() + ")";
        }
    }
}
