package dewey.tools;

import jakarta.json.JsonObject;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Says what a refusal must tell: why, which field, and the numbers. */
public final class RefusalAssert extends AbstractAssert<RefusalAssert, JsonObject> {
    private RefusalAssert(JsonObject error) {
        super(error, RefusalAssert.class);
    }

    public static RefusalAssert assertRefusal(JsonObject error) {
        return new RefusalAssert(error);
    }

    public RefusalAssert isInvalid(String field) {
        return is("invalid_argument", field);
    }

    RefusalAssert isTooLarge(String field, long size, long limit, String unit) {
        return is("too_large", field).says(field + " is " + size + " " + unit + "; the limit is " + limit);
    }

    public RefusalAssert isNotFound(String field) {
        return is("not_found", field);
    }

    RefusalAssert isConflict(String field) {
        return is("conflict", field);
    }

    public RefusalAssert mentions(String... words) {
        Assertions.assertThat(actual.getString("message")).contains(words);
        return this;
    }

    public RefusalAssert says(String message) {
        Assertions.assertThat(actual.getString("message")).isEqualTo(message);
        return this;
    }

    private RefusalAssert is(String reason, String field) {
        Assertions.assertThat(actual.getString("reason")).as(actual.toString()).isEqualTo(reason);
        Assertions.assertThat(actual.getString("field")).as(actual.toString()).isEqualTo(field);
        return this;
    }
}
