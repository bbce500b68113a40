package dewey.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** An authority that some trust, and certificates of servers that it has signed. The JDK has no public way to make them but its own tool. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    static Certificates in(Path directory) throws IOException, InterruptedException {
        Certificates made = new Certificates(Files.createDirectories(directory));
        made.keytool(
                "authority.p12",
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Authority",
                "-ext",
                "bc:c");
        made.keytool("authority.p12", "-exportcert", "-alias", "ca", "-rfc", "-file", made.path("ca.pem"));
        made.keytool("trusted.p12", "-importcert", "-noprompt", "-alias", "ca", "-file", made.path("ca.pem"));
        return made;
    }

    /** The store of whoever trusts the authority. */
    Path trusted() {
        return directory.resolve("trusted.p12");
    }

    /** @param host who it is for; {@code days} is how long it is good, from {@code start} on (as {@code -2d}) */
    KeyStore server(String host, String start, int days) throws Exception {
        String store = "server" + Math.abs((host + start).hashCode()) + ".p12";
        String request = path(store + ".csr");
        String signed = path(store + ".pem");
        keytool(store, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=" + host);
        keytool(store, "-certreq", "-alias", "server", "-file", request);
        keytool(
                "authority.p12",
                "-gencert",
                "-alias",
                "ca",
                "-rfc",
                "-infile",
                request,
                "-outfile",
                signed,
                "-ext",
                "san=" + (Character.isDigit(host.charAt(0)) ? "ip:" : "dns:") + host,
                "-startdate",
                start,
                "-validity",
                Integer.toString(days));
        keytool(store, "-importcert", "-noprompt", "-alias", "ca", "-file", path("ca.pem"));
        keytool(store, "-importcert", "-noprompt", "-alias", "server", "-file", signed);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** Signed by nobody but itself. */
    KeyStore selfSigned() throws Exception {
        keytool(
                "self.p12",
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("self.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", path(store), "-storepass", PASSWORD));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
