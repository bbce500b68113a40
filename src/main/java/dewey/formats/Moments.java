package dewey.formats;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times as transcripts write them. */
final class Moments {
    /** Seconds of the year 9999; what is further is no time. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    private Moments() {}

    /** ISO 8601 with its zone; empty for any other text, and for times that no calendar has. */
    static Optional<Instant> read(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(Moments::isWithinCalendar);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Seconds since 1970, with a fraction, to the microsecond. */
    static Optional<Instant> ofSeconds(JsonValue value) {
        if (!(value instanceof JsonNumber number)) {
            return Optional.empty();
        }
        BigDecimal seconds = number.bigDecimalValue();
        if (seconds.signum() < 0
                || seconds.precision() - (long) seconds.scale() > 12
                || seconds.compareTo(LAST_SECOND) > 0) {
            return Optional.empty();
        }
        BigInteger micros = seconds.setScale(6, RoundingMode.HALF_UP).unscaledValue();
        BigInteger[] parts = micros.divideAndRemainder(BigInteger.valueOf(1_000_000));
        return Optional.of(Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue() * 1_000));
    }

    private static boolean isWithinCalendar(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999;
    }
}
