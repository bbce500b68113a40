package dewey.deployment;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A program beside the tests: a Payara Micro that deploys and undeploys a WAR as often as it is told, line by line on its standard input:
 * the path of a WAR deploys it, an empty line undeploys it, {@link #THREADS} asks which threads are under an application. By reflection,
 * because Payara Micro is no library of this build.
 *
 * <p>Arguments: those of Payara Micro.
 */
final class Redeployments {
    static final String DEPLOYED = "Redeployments: deployed";
    static final String UNDEPLOYED = "Redeployments: undeployed";
    static final String THREADS = "threads";
    /** Before their names, comma-separated, in the answer to {@link #THREADS}. */
    static final String UNDER_APPLICATIONS = "Redeployments: under applications are ";

    private static final String NAME = "dewey";

    private Redeployments() {}

    public static void main(String[] arguments) throws Exception {
        Class.forName("fish.payara.micro.boot.PayaraMicroLauncher")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
        Class<?> server = Class.forName("fish.payara.micro.PayaraMicro");
        Object runtime = server.getMethod("getRuntime")
                .invoke(server.getMethod("getInstance").invoke(null));
        Class<?> api = Class.forName("fish.payara.micro.PayaraMicroRuntime");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(UNDEPLOYED);
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.isEmpty()) {
                api.getMethod("undeploy", String.class).invoke(runtime, NAME);
                System.out.println(UNDEPLOYED);
            } else if (command.equals(THREADS)) {
                System.out.println(UNDER_APPLICATIONS + underApplications());
            } else {
                // true whatever came of it
                api.getMethod("deploy", String.class, String.class, File.class)
                        .invoke(runtime, NAME, "/", new File(command));
                System.out.println(DEPLOYED);
            }
        }
        System.exit(0);
    }

    /** Those that have an application's class loader: they keep the application, whosever they are. */
    private static String underApplications() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> String.valueOf(thread.getContextClassLoader()).contains("WebappClassLoader"))
                .map(Thread::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
