package dewey.http;

import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.Message;
import dewey.mcp.Answer;
import dewey.mcp.McpServer;
import dewey.mcp.McpSession;
import dewey.mcp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A batch (MCP 2025-03-26, JSON-RPC 2.0 §6): its messages are taken one after the other, and what they are answered goes together. */
final class PostedBatch {
    private final McpServer server;
    private final McpSession session;
    private final HttpReply reply;
    private final List<String> answers = new ArrayList<>();

    PostedBatch(McpServer server, McpSession session, HttpReply reply) {
        this.server = server;
        this.session = session;
        this.reply = reply;
    }

    void run(List<Message> messages) {
        messages.forEach(this::take);
        if (answers.isEmpty()) {
            reply.none();
        } else {
            reply.answer(new Answer(JsonRpcWriter.batch(answers), Optional.empty()));
        }
    }

    private void take(Message message) {
        if (message instanceof Message.Request request) {
            try {
                server.open(session, request, new Part()).run();
            } catch (JsonRpcException refused) {
                answers.add(JsonRpcWriter.error(request.id(), refused.error()));
            }
        } else if (message instanceof Message.Notification notification) {
            server.notice(session, notification);
        } else if (message instanceof Message.Response response) {
            server.respond(session, response);
        } else if (message instanceof Message.Malformed malformed) {
            answers.add(JsonRpcWriter.error(malformed.id(), malformed.error()));
        }
    }

    /** What goes before an answer goes at once; the answer waits for the others. */
    private final class Part implements Reply {
        @Override
        public void message(String text) {
            reply.message(text);
        }

        @Override
        public void answer(Answer answer) {
            answers.add(answer.text());
        }

        @Override
        public void none() {
            // the others are answered all the same
        }

        @Override
        public void letGo() {
            reply.letGo();
        }
    }
}
