package dewey.evaluation;

import dewey.conversations.Conversations;
import dewey.conversations.IndexMerge;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Stores messages in bulks, one after the other, as an import does, and tells how fast. */
final class Ingest {
    static final int BULK = 1_000;

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    private final Conversations conversations;
    private final String tenant;
    private final Runnable merge;
    private final Random authors = new Random(1);

    /** @param merge leaves nothing to do later for what was stored */
    Ingest(Transactions transactions, String tenant, Runnable merge) {
        IndexMerge index = new IndexMerge(transactions, Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work);
            worker.setDaemon(true);
            return worker;
        }));
        conversations = new Conversations(transactions, LIMITS, index);
        this.tenant = tenant;
        this.merge = merge;
    }

    /** Messages a second, until nothing is left to do for them. */
    double store(int count, Supplier<String> texts) {
        List<List<NewMessage>> bulks = new ArrayList<>();
        for (int made = 0; made < count; made += BULK) {
            bulks.add(bulk(Math.min(BULK, count - made), texts));
        }
        long begun = System.nanoTime();
        for (List<NewMessage> bulk : bulks) {
            conversations.beginWith(tenant, NewConversation.start(null, null, Metadata.EMPTY), bulk, LIMITS);
        }
        merge.run();
        return count / ((System.nanoTime() - begun) / 1e9);
    }

    private List<NewMessage> bulk(int size, Supplier<String> texts) {
        List<NewMessage> bulk = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            bulk.add(NewMessage.of(i % 2 == 0 ? Role.USER : Role.ASSISTANT, texts.get())
                    .by("author" + authors.nextInt(200)));
        }
        return bulk;
    }
}
