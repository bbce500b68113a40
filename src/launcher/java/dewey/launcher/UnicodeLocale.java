package dewey.launcher;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Locale;

/** How a new database takes text: UTF-8, sorted by code points, with the letters of all scripts known as letters. */
public final class UnicodeLocale {
    private UnicodeLocale() {}

    /** {@code builder} with the options of {@code initdb}; without them the environment would decide. */
    public static EmbeddedPostgres.Builder of(EmbeddedPostgres.Builder builder) {
        return builder.setLocaleConfig("encoding", "UTF8")
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("lc-ctype", letters())
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
    }

    private static String letters() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("mac") || system.startsWith("windows") ? "en_US.UTF-8" : "C.UTF-8";
    }
}
