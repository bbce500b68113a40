package dewey.tools;

import jakarta.json.JsonObject;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Says what a refusal must tell: why, which field, and the numbers. */
final class RefusalAssert extends AbstractAssert<RefusalAssert, JsonObject> {
    private RefusalAssert(JsonObject error) {
        super(error, RefusalAssert.class);
    }

    static RefusalAssert assertRefusal(JsonObject error) {
        return new RefusalAssert(error);
    }

    RefusalAssert isInvalid(String field) {
        return is("invalid_argument", field);
    }

    RefusalAssert isTooLarge(String field, long size, long limit, String unit) {
        return is("too_large", field).says(field + " is " + size + " " + unit + "; the limit is " + limit);
    }

    RefusalAssert isNotFound(String field) {
        return is("not_found", field);
    }

    RefusalAssert isConflict(String field) {
        return is("conflict", field);
    }

    RefusalAssert mentions(String... words) {
        Assertions.assertThat(actual.getString("message")).contains(words);
        return this;
    }

    RefusalAssert says(String message) {
        Assertions.assertThat(actual.getString("message")).isEqualTo(message);
        return this;
    }

    private RefusalAssert is(String reason, String field) {
        Assertions.assertThat(actual.getString("reason")).as(actual.toString()).isEqualTo(reason);
        Assertions.assertThat(actual.getString("field")).as(actual.toString()).isEqualTo(field);
        return this;
    }
}
