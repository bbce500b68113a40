package dewey.search;

import dewey.conversations.Role;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A filter that stands in the text of a query, as {@code role:user}. */
final class QueryFilter {
    private static final int LAST_YEAR = 9_999;
    private static final int YEAR_LENGTH = 4;
    private static final int MONTH_LENGTH = 7;
    private static final int DAY_LENGTH = 10;

    private QueryFilter() {}

    /** Null when the value makes no sense there: then it is to be read as words. */
    static Filter read(String key, String value) {
        return switch (key) {
            case "role" -> role(value);
            case "author" -> value.isBlank() ? null : new Filter(null, null, null, value, null, null, null);
            case "session" -> value.isBlank() ? null : new Filter(value, null, null, null, null, null, null);
            case "after" -> since(moment(value));
            default -> until(moment(value));
        };
    }

    private static Filter role(String value) {
        for (Role role : Role.values()) {
            if (role.wireName().equalsIgnoreCase(value)) {
                return new Filter(null, null, role, null, null, null, null);
            }
        }
        return null;
    }

    private static Filter since(Instant moment) {
        return moment == null ? null : new Filter(null, null, null, null, null, moment, null);
    }

    private static Filter until(Instant moment) {
        return moment == null
                ? null
                : new Filter(null, null, null, null, null, null, moment.minus(1, ChronoUnit.MICROS));
    }

    /** The first moment of a year, month or day in UTC, or a moment with its offset; null when it is none of them. */
    private static Instant moment(String value) {
        try {
            LocalDate day =
                    switch (value.length()) {
                        case YEAR_LENGTH -> Year.parse(value).atDay(1);
                        case MONTH_LENGTH -> YearMonth.parse(value).atDay(1);
                        case DAY_LENGTH -> LocalDate.parse(value);
                        default -> null;
                    };
            OffsetDateTime moment = day == null
                    ? OffsetDateTime.parse(value)
                    : day.atStartOfDay().atOffset(ZoneOffset.UTC);
            // PostgreSQL knows fewer years than Java
            return moment.getYear() >= 1 && moment.getYear() <= LAST_YEAR ? moment.toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
