package dewey.security;

import java.security.Principal;
import java.util.function.BooleanSupplier;

/**
 * A caller who was let in, and whether that still holds: what stays open asks again and again, and ends when a token was revoked or
 * has expired. It is the principal of a request.
 */
public record Pass(Caller caller, BooleanSupplier validity) implements Principal {
    /** One that holds for ever. */
    public static Pass forEver(Caller caller) {
        return new Pass(caller, () -> true);
    }

    public boolean isStillGood() {
        return validity.getAsBoolean();
    }

    @Override
    public String getName() {
        return caller.name();
    }
}
