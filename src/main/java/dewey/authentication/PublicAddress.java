package dewey.authentication;

import dewey.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** Where clients see this server: as the administrator says, or else as they call it themselves. */
final class PublicAddress {
    /** What goes into a header between quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/\\[\\]_-]+");

    private PublicAddress() {}

    static String of(Settings.Security settings, HttpServletRequest request) {
        if (settings.publicUrl().isPresent()) {
            return settings.publicUrl().get().toString().replaceAll("/+$", "");
        }
        String url = request.getRequestURL().toString();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        String address = (path < 0 ? url : url.substring(0, path)) + request.getContextPath();
        return PLAIN.matcher(address).matches() ? address : "";
    }
}
