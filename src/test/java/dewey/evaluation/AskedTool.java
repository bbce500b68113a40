package dewey.evaluation;

import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.features.Call;
import dewey.json.JsonOf;
import dewey.search.MessageSearch;
import dewey.security.Caller;
import dewey.tools.Search;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** {@code dewey_search} as a client has it, on a real PostgreSQL, without a server around it. */
final class AskedTool {
    private final Search tool;
    private final Caller caller;

    AskedTool(String tenant) {
        this(TestDatabase.transactions(), tenant);
    }

    AskedTool(Transactions transactions, String tenant) {
        tool = new Search(new MessageSearch(transactions, 4 << 20, Duration.ofSeconds(5)));
        caller = new Caller(tenant, "evaluation");
    }

    /** @param arguments names and values by turns */
    JsonObject answer(Object... arguments) {
        return tool.call(new Call(caller, tool.description().input().read(JsonOf.object(arguments)), null))
                .structured();
    }

    static List<String> messageIds(JsonObject answer) {
        return answer.getJsonArray("results")
                .getValuesAs(hit -> hit.asJsonObject().getString("message_id"));
    }
}
