package io.accountlink.settings;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Translates the exceptions of the JDK's HTTP client into a cause and what to check,
 * since their own messages are empty, or quote the URL.
 */
public final class ConnectionFailure {

	// The first that fits any exception of the chain is the cause: the exact ones precede
	// the general ones.
	private static final List<Cause> CAUSES = List.of(
			new Cause(is(UnresolvedAddressException.class).or(is(UnknownHostException.class)),
					"unknown host: check the host name in AUTH0_ISSUER and the DNS"),
			new Cause(is(CertificateExpiredException.class),
					"the server's certificate has expired: check its validity and this machine's clock"),
			new Cause(is(CertificateNotYetValidException.class),
					"the server's certificate is not valid yet: check its validity and this machine's clock"),
			new Cause(is(CertPathBuilderException.class),
					"the server's certificate is from an unknown authority: check the JVM's trust store, and whether a proxy terminates TLS"),
			new Cause(ConnectionFailure::isForAnotherHost,
					"the server's certificate is for another host: check the host name in AUTH0_ISSUER and the DNS"),
			new Cause(ConnectionFailure::isRefusedByProxy,
					"the proxy refused the tunnel: check that it allows this host, and its credentials"),
			new Cause(is(HttpConnectTimeoutException.class),
					"no connection in time: check the network route, the firewall and the proxy"),
			new Cause(is(HttpTimeoutException.class).or(is(TimeoutException.class)),
					"no answer in time: check the network and the server's status"),
			new Cause(is(NoRouteToHostException.class), "no route to the host: check the network and the firewall"),
			new Cause(is(ConnectException.class),
					"connection refused: check that the server listens at that host and port, and the firewall"),
			new Cause(is(SSLException.class),
					"the TLS handshake failed: check that the server offers TLS 1.2 or 1.3 at that port"),
			new Cause(ConnectionFailure::isClosed,
					"the connection was closed without a complete answer: check the server's status and the proxy"));

	private ConnectionFailure() {
	}

	/**
	 * Describes why a call over the JDK's HTTP client has no answer.
	 * @param failure the exception, also one that wraps the client's own
	 * @return the cause, a colon, and what to check; never a URL, a header or a message
	 * of the exception
	 */
	public static String describe(Throwable failure) {
		List<Throwable> chain = chain(failure);
		return CAUSES.stream()
			.filter((cause) -> chain.stream().anyMatch(cause.matches()))
			.map(Cause::description)
			.findFirst()
			.orElseGet(() -> "the call failed: " + chain.getLast().getClass().getSimpleName());
	}

	/**
	 * Describes a status that is no success.
	 * @param status the HTTP status, also 407, which the JDK's client takes over from a
	 * proxy that refuses a tunnel
	 * @return the status, a colon, and what to check
	 */
	public static String describe(int status) {
		return (status == HttpURLConnection.HTTP_PROXY_AUTH)
				? "the proxy refused the tunnel (HTTP status 407): check its credentials"
				: "HTTP status " + status + ": check AUTH0_ISSUER, the proxy and the server's status";
	}

	private static List<Throwable> chain(Throwable failure) {
		List<Throwable> chain = new ArrayList<>();
		for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
			chain.add(cause);
		}
		return chain;
	}

	private static Predicate<Throwable> is(Class<? extends Throwable> type) {
		return type::isInstance;
	}

	// The JDK has no type of its own for this check, RFC 9110 section 4.3.4.
	private static boolean isForAnotherHost(Throwable failure) {
		return failure.getClass().equals(CertificateException.class) && says(failure, "No ");
	}

	private static boolean isRefusedByProxy(Throwable failure) {
		return failure instanceof IOException && (says(failure, "Tunnel failed") || says(failure, "Proxy"));
	}

	private static boolean isClosed(Throwable failure) {
		return failure instanceof EOFException || failure instanceof SocketException
				|| (failure.getClass().equals(IOException.class) && says(failure, "HTTP/1.1"));
	}

	private static boolean says(Throwable failure, String start) {
		@Nullable String message = failure.getMessage();
		return message != null && message.startsWith(start);
	}

	/**
	 * A cause that an operator can act on.
	 *
	 * @param matches which exceptions it stands behind
	 * @param description the cause and what to check
	 */
	private record Cause(Predicate<Throwable> matches, String description) {
	}

}
