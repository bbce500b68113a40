package dewey.transports;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** A request's body that tells when the connection takes a piece of it, and when all of it has been taken. */
public final class WrittenBody implements BodyPublisher {
    private final BodyPublisher bytes;
    private final Runnable taken;
    private final Runnable written;

    WrittenBody(byte[] bytes, Runnable taken, Runnable written) {
        this.bytes = BodyPublishers.ofByteArray(bytes);
        this.taken = taken;
        this.written = written;
    }

    @Override
    public long contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        bytes.subscribe(new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                taken.run();
                subscriber.onNext(piece);
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
                written.run();
            }
        });
    }
}
