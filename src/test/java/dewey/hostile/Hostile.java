package dewey.hostile;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonValue;
import java.util.List;

/** Texts that mean harm to whoever takes them for more than text. */
final class Hostile {
    static final String SECRET = LogWatch.SECRETS.get(0);

    /** For every string that a client can give; none is blank, so that they are contents, too. */
    static final List<String> TEXTS = List.of(
            "'; DROP TABLE messages; --",
            "' OR '1'='1",
            "$$; SELECT pg_sleep(10); $$",
            "\\'; SELECT 1; --",
            "<script>alert(document.cookie)</script>",
            "\"><img src=x onerror=alert(1)>",
            "\u001b[2J\u001b[31m\u0007",
            "x\r\n" + LogWatch.FORGED,
            "x\n\tat " + LogWatch.FORGED,
            "%n%s%d%x %1$s %999999999d",
            "{} {0} {env:HOME} ${env:DEWEY_POOL_PASSWORD} ${DEWEY_POOL_PASSWORD}",
            "${jndi:ldap://127.0.0.1:1/x} #{1+1} ${1+1} {{7*7}}",
            "../../../../etc/passwd",
            "file:///etc/passwd\u0000.txt",
            "\\\\evil.example\\share",
            "=cmd|' /C calc'!A0",
            "__proto__",
            "\u0000",
            "a\u0000b",
            "\ud800",
            "x\udfffy",
            "\uffff\ufffe\ufdd0",
            "\u202egnp.exe \u200b\u200d\ufeff",
            "e" + "\u0301".repeat(200),
            "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc66 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷽",
            ":* & | ! ( ) <-> \\ ' \" % _",
            "İıſK", // change their length when their case is folded
            "-1",
            "null",
            SECRET);

    private Hostile() {}

    /** A value from its text. */
    static JsonValue json(String text) {
        try {
            return JsonText.read(text);
        } catch (InvalidJson e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** Short, and readable in the name of a case. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(40).forEach(c -> {
            if (Character.isISOControl(c)
                    || c >= 0xd800 && c < 0xe000
                    || c >= 0xfdd0 && c < 0xfe00
                    || c >= 0xfff0 && c < 0x10000
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.NON_SPACING_MARK) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.length() < 60 ? shown.toString() : shown.substring(0, 60) + "…";
    }
}
