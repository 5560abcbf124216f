package io.accountlink.settings;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Translates the exceptions of the JDK's HTTP client into a cause and what to check,
 * since their own messages are empty, or quote the URL.
 */
public final class ConnectionFailure {

	private static final String TIMEOUT = "no answer in time: check the network route, the firewall, the proxy and the server's status";

	private static final String CLOSED = "the connection was closed without a complete answer: check the server's status and the proxy";

	private ConnectionFailure() {
	}

	/**
	 * Describes why a call over the JDK's HTTP client has no answer.
	 * @param failure the exception, also one that wraps the client's own
	 * @return the cause, a colon, and what to check; never a URL, a header or a message
	 * of the exception
	 */
	public static String describe(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
			.map(ConnectionFailure::cause)
			.filter(Objects::nonNull)
			.reduce((outer, inner) -> inner)
			.orElseGet(() -> "the call failed: "
					+ NestedExceptionUtils.getMostSpecificCause(failure).getClass().getSimpleName());
	}

	/**
	 * Describes a status that is no success.
	 * @param status the HTTP status, also 407, which the JDK's client takes over from a
	 * proxy that refuses a tunnel
	 * @return the status, a colon, and what to check
	 */
	public static String describe(int status) {
		return (status == HttpURLConnection.HTTP_PROXY_AUTH)
				? "the proxy refused the tunnel (HTTP status 407): it requires credentials, which are not supported"
				: "HTTP status " + status + ": check AUTH0_ISSUER, the proxy and the server's status";
	}

	// The JDK has no type of its own for a certificate for another host (RFC 9110 section
	// 4.3.4) and for a proxy that refuses, and wraps a time-out in a ConnectException.
	private static @Nullable String cause(Throwable failure) {
		return switch (failure) {
			case UnresolvedAddressException _, UnknownHostException _ ->
				"unknown host: check the host name in AUTH0_ISSUER and the DNS";
			case CertificateExpiredException _ ->
				"the server's certificate has expired: check its validity and this machine's clock";
			case CertificateNotYetValidException _ ->
				"the server's certificate is not valid yet: check its validity and this machine's clock";
			case CertPathBuilderException _ ->
				"the server's certificate is from an unknown authority: check the JVM's trust store, and whether a proxy terminates TLS";
			case CertificateException other when hasMessagePrefix(other, "No ") ->
				"the server's certificate is for another host: check the host name in AUTH0_ISSUER and the DNS";
			case SSLException _ -> "the TLS handshake failed: check that the server offers TLS 1.2 or 1.3 at that port";
			case HttpTimeoutException _, TimeoutException _ -> TIMEOUT;
			case ConnectException late when hasMessagePrefix(late, "HTTP connect timed out") -> TIMEOUT;
			case IOException proxy when hasMessagePrefix(proxy, "Tunnel failed") || hasMessagePrefix(proxy, "Proxy") ->
				"the proxy refused the tunnel: check that it allows this host without credentials";
			case NoRouteToHostException _ -> "no route to the host: check the network and the firewall";
			case ConnectException _ ->
				"connection refused: check that the server listens at that host and port, and the firewall";
			case EOFException _, SocketException _ -> CLOSED;
			case IOException closed when hasMessagePrefix(closed, "HTTP/1.1") -> CLOSED;
			default -> null;
		};
	}

	private static boolean hasMessagePrefix(Throwable failure, String prefix) {
		return String.valueOf(failure.getMessage()).startsWith(prefix);
	}

}
