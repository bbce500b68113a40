package dewey.deployment;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A program beside the tests: a Payara Micro that deploys and undeploys a WAR as often as it is told, line by line on its standard input:
 * the path of a WAR deploys it, an empty line undeploys it. By reflection, because Payara Micro is no library of this build.
 *
 * <p>Arguments: those of Payara Micro.
 */
final class Redeployments {
    static final String DEPLOYED = "Redeployments: deployed";
    static final String UNDEPLOYED = "Redeployments: undeployed";
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
            } else {
                // true whatever came of it
                api.getMethod("deploy", String.class, String.class, File.class)
                        .invoke(runtime, NAME, "/", new File(command));
                System.out.println(DEPLOYED);
            }
        }
        System.exit(0);
    }
}
