package dewey.tools;

import dewey.conversations.Role;
import dewey.features.Parameter;
import dewey.json.JsonText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Parameters that several tools share, so that each has one spelling and one set of bounds. */
final class Common {
    static final Parameter<UUID> CONVERSATION_ID =
            Parameter.uuid("conversation_id", "The conversation, as dewey_begin_conversation gave it");
    static final Parameter<String> CURSOR =
            Parameter.text("cursor", 1000, "Where to go on: next_cursor of the answer before");
    static final Parameter<Integer> LIMIT =
            Parameter.integer("limit", 1, 100, "How many at most").otherwise(20, JsonText.number(20));
    static final Parameter<Integer> OFFSET = Parameter.integer(
                    "offset", 0, Integer.MAX_VALUE, "How many to skip; cursor is faster for far pages")
            .otherwise(0, JsonText.number(0));
    static final Parameter<Boolean> FORCE =
            Parameter.mustBeTrue("force", "Must be true, to say that deleting is meant");

    private Common() {}

    static Parameter<String> sessionId(String description) {
        return Parameter.text("session_id", 1000, description);
    }

    /** The first moment that counts; of a day its first. */
    static Parameter<Instant> startDate(String description) {
        return Parameter.moment(
                "start_date",
                day -> day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                description + "; a date means its first moment in UTC");
    }

    /** The last moment that counts; of a day its last. */
    static Parameter<Instant> endDate(String description) {
        return Parameter.moment(
                "end_date",
                day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(1, ChronoUnit.MICROS),
                description + "; a date means its last moment in UTC");
    }

    static Parameter<Role> role(String description) {
        Map<String, Role> roles = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            roles.put(role.wireName(), role);
        }
        return Parameter.oneOf("role", roles, description);
    }
}
