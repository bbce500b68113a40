package dewey.transports;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

/** Reads the body of one response, piece by piece: the next is asked for when all that was in the last is dealt with. */
public final class Body implements BodySubscriber<Void> {
    private final Sink sink;
    private final Consumer<Subscription> onwards;
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private volatile Subscription subscription;

    /** Takes the pieces of a body. */
    interface Sink {
        void take(ByteBuffer piece) throws AnswerTooLarge, CharacterCodingException;
    }

    /** @param onwards asks the stream for its next piece when what was read is dealt with */
    Body(Sink sink, Consumer<Subscription> onwards) {
        this.sink = sink;
        this.onwards = onwards;
    }

    /** Reads no further: the connection is closed, which is how the upstream learns of it. */
    void cancel() {
        Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
        read.completeExceptionally(new CancellationException());
    }

    @Override
    public CompletionStage<Void> getBody() {
        return read;
    }

    @Override
    public void onSubscribe(Subscription stream) {
        subscription = stream;
        if (read.isDone()) {
            stream.cancel();
        } else {
            onwards.accept(stream);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (read.isDone()) {
            return;
        }
        try {
            for (ByteBuffer piece : pieces) {
                sink.take(piece);
            }
            onwards.accept(subscription);
        } catch (AnswerTooLarge | CharacterCodingException e) {
            subscription.cancel();
            read.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        read.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        read.complete(null);
    }
}
