package dewey.proxy;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Why an upstream could not be opened, in words that are fit for a client: no address, no credential. */
final class ConnectFailure {
    private ConnectFailure() {}

    static String inWords(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof WebSocketHandshakeException refused) {
                return "the upstream refused the WebSocket handshake with HTTP "
                        + refused.getResponse().statusCode();
            }
            if (e instanceof HttpConnectTimeoutException || e instanceof HttpTimeoutException) {
                return "the upstream did not answer in time";
            }
            if (e instanceof UnknownHostException || e instanceof UnresolvedAddressException) {
                return "the upstream's host is not known";
            }
            if (e instanceof SSLException) {
                return "the upstream's certificate or TLS was not accepted";
            }
            if (e instanceof ConnectException) {
                return "the upstream refused the connection";
            }
        }
        return "the upstream could not be reached";
    }
}
