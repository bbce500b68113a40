package dewey.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.VirtualMachine;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import java.util.List;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class AdministrationIT {
    private final RunningDewey dewey;
    private JMXConnector connector;
    private MBeanServerConnection server;
    private ObjectName bean;

    AdministrationIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() throws Exception {
        VirtualMachine machine =
                VirtualMachine.attach(Long.toString(dewey.process().id()));
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
        server = connector.getMBeanServerConnection();
        bean = new ObjectName("dewey:type=Dewey");
    }

    @AfterEach
    void disconnect() throws Exception {
        connector.close();
    }

    @Test
    void showsOpenSocketsAndClosesThem() throws Exception {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            client.call("dewey_list_startup_contexts", JsonOf.object());
            List<CompositeData> sockets =
                    Stream.of((CompositeData[]) attribute("OpenSockets")).toList();
            CompositeData latest = sockets.get(sockets.size() - 1);

            // when
            Object closed = operation("closeSocket", latest.get("id"), "java.lang.String");

            // then
            assertThat(latest.get("path")).isEqualTo("/mcp");
            assertThat(latest.get("tenant")).isEqualTo("default");
            assertThat(closed).isEqualTo(true);
            assertThat(client.closeCode()).isEqualTo(1008);
            assertThat(operation("closeSocket", latest.get("id"), "java.lang.String"))
                    .isEqualTo(false);
        }
    }

    @Test
    void changesTheLogLevelUntilTheNextStart() throws Exception {
        // given
        Object before = attribute("LogLevel");

        // when
        server.setAttribute(bean, new Attribute("LogLevel", "warning"));

        // then
        assertThat(attribute("LogLevel")).isEqualTo("WARNING");
        assertThatThrownBy(() -> server.setAttribute(bean, new Attribute("LogLevel", "LOUD")))
                .hasRootCauseMessage("the level is none of ERROR, WARNING, INFO, DEBUG, TRACE");
        server.setAttribute(bean, new Attribute("LogLevel", before));
        assertThat(attribute("LogLevel")).isEqualTo(before);
    }

    @Test
    void tellsOfTheRecorderAndTheUpstreams() throws Exception {
        // then
        assertThat(operation("flushSpool", 20, "int")).isEqualTo(0L);
        assertThat(attribute("WaitingFrames")).isEqualTo(0L);
        assertThat(attribute("Upstreams").toString()).contains("unknown");
        assertThat(operation("retryUpstream", "none of these", "java.lang.String"))
                .isEqualTo(false);
    }

    private Object attribute(String name) throws Exception {
        return server.getAttribute(bean, name);
    }

    private Object operation(String name, Object argument, String type) throws Exception {
        return server.invoke(bean, name, new Object[] {argument}, new String[] {type});
    }
}
