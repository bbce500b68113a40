package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.LimitSettings.Rate;

/** Settings of the tests. */
final class Given {
    private Given() {}

    static LimitSettings rates(int perSecond, int burst) {
        Rate rate = new Rate(perSecond, burst);
        return new LimitSettings(rate, rate, rate, rate, rate, rate, false, false, 1, 1, 1, 1, 1);
    }

    static LimitSettings concurrent(int searches, int bulks) {
        Rate rate = new Rate(1, 1);
        return new LimitSettings(rate, rate, rate, rate, rate, rate, false, false, 1, 1, 1, searches, bulks);
    }

    static LimitSettings connections(int all, int perCaller, int perAddress, boolean local) {
        Rate rate = new Rate(1, 1);
        return new LimitSettings(rate, rate, rate, rate, rate, rate, local, false, all, perCaller, perAddress, 1, 1);
    }
}
