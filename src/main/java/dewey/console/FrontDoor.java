package dewey.console;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Leads whoever comes to {@code /} with a browser to the console.
 *
 * <p>No welcome file does: on WildFly a request for {@code /} then is one for {@code /index.html}, and no WebSocket can be opened there.
 */
@WebServlet("")
public class FrontDoor extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendRedirect(request.getContextPath() + "/console/");
    }
}
