package dewey.admin;

import dewey.threads.Workers;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Loads all classes of the application when it starts.
 *
 * <p>When its process is told to end, Payara Micro deletes the files of the application while it undeploys it, side by side. A class
 * that is needed for the first time then is not found, and the orderly end breaks off (seen: sockets without a close frame).
 */
@WebListener
public class ClassesAtHand implements ServletContextListener {
    private static final Logger LOG = System.getLogger(ClassesAtHand.class.getName());
    private static final String CLASSES = "/WEB-INF/classes/";
    private static final String SUFFIX = ".class";

    @Inject
    private Workers workers;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        workers.run(() -> load(event.getServletContext(), CLASSES + "dewey/"));
    }

    private void load(ServletContext context, String directory) {
        Set<String> paths = context.getResourcePaths(directory);
        if (paths == null) {
            LOG.log(Level.DEBUG, "This server does not show the classes of the application");
            return;
        }
        for (String path : paths) {
            if (path.endsWith("/")) {
                load(context, path);
            } else if (path.endsWith(SUFFIX)) {
                String name = path.substring(CLASSES.length(), path.length() - SUFFIX.length());
                load(name.replace('/', '.'));
            }
        }
    }

    private void load(String name) {
        try {
            Class.forName(name, false, getClass().getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(Level.DEBUG, "A class that this server cannot load: " + name, e);
        }
    }
}
