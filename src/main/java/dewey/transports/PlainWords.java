package dewey.transports;

import dewey.upstreams.Addresses;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What a failure to talk to an upstream means, in words that may be told to anybody: no address, no header, no path. */
public final class PlainWords {
    private PlainWords() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = known(cause);
            if (words != null) {
                return words;
            }
        }
        return "the connection to the upstream was lost";
    }

    /** Whether no connection was made, so that the upstream has seen nothing of the message. */
    static boolean isConnectFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof SSLHandshakeException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    private static String known(Throwable cause) {
        if (cause instanceof AnswerTooLarge || cause instanceof Addresses.Refused) {
            return cause.getMessage();
        } else if (cause instanceof WebSocketHandshakeException refused) {
            return "the upstream refused the WebSocket handshake with HTTP "
                    + refused.getResponse().statusCode();
        } else if (cause instanceof HandshakeRefused) {
            return cause.getMessage();
        } else if (cause instanceof HttpConnectTimeoutException) {
            return "the upstream did not accept the connection in time";
        } else if (cause instanceof HttpTimeoutException) {
            return "the upstream did not answer in time";
        } else if (cause instanceof UnresolvedAddressException
                || cause instanceof UnknownHostException
                || cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException) {
            return "the upstream's host name is not known";
        } else if (cause instanceof ConnectException) {
            return "the upstream refused the connection";
        } else if (cause instanceof SSLException) {
            return "no secure connection to the upstream could be made";
        } else if (cause instanceof CharacterCodingException) {
            return "the upstream's answer is not UTF-8";
        } else if (cause instanceof CancellationException) {
            return "the request was cancelled";
        }
        return null;
    }
}
