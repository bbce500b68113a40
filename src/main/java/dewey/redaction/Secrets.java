package dewey.redaction;

import dewey.config.Settings;
import dewey.json.Escapes;
import dewey.json.Members;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What counts as a secret: texts of a certain look, and members of a certain name or place. */
public final class Secrets {
    private static final Set<String> NAMES = Set.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "authorization",
            "proxyauthorization",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "authtoken",
            "bearertoken",
            "clientsecret",
            "secretkey",
            "secretaccesskey",
            "awssecretaccesskey",
            "awssessiontoken",
            "privatekey",
            "xapikey",
            "cookie",
            "setcookie");

    private static final int LONGEST_NAME = 200;

    private final Patterns patterns;
    private final Set<String> names = new HashSet<>();
    private final Set<String> paths = new HashSet<>();

    private Secrets(Patterns patterns, Stream<String> members) {
        this.patterns = patterns;
        members.forEach(member -> (member.contains(".") ? paths : names).add(plain(member)));
    }

    public static Secrets of(Settings.Recording settings) {
        boolean defaults = settings.redactDefaults();
        return new Secrets(
                (defaults ? Patterns.KNOWN : Patterns.NONE).and(settings.redactPatterns()),
                Stream.concat(defaults ? NAMES.stream() : Stream.empty(), settings.redactPaths().stream()));
    }

    /** These and what a source asks for beside them. */
    public Secrets with(Redacting wish) {
        return wish.on()
                ? new Secrets(patterns, Stream.of(names, paths, wish.members()).flatMap(Collection::stream))
                : new Secrets(Patterns.NONE, Stream.empty());
    }

    Patterns patterns() {
        return patterns;
    }

    boolean isSecret(Members.Path path) {
        String name = path.name();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        return names.contains(plain(Escapes.decoded(name)))
                || !paths.isEmpty() && paths.contains(plain(Escapes.decoded(path.toString())));
    }

    /** In one spelling: apiKey, API_KEY and api-key are one name. */
    private static String plain(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.indexOf('_') < 0 && lower.indexOf('-') < 0
                ? lower
                : lower.replace("_", "").replace("-", "");
    }
}
