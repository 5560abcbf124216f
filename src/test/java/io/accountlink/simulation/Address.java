package io.accountlink.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Bind address of the simulation. The port is chosen before the start, because the issuer
 * URL contains it and must stay the same across a restart.
 *
 * @param host the address to bind
 * @param port the port
 * @param keyStore the certificate for HTTPS, in a file of
 * {@link io.accountlink.settings.TlsCertificate}, or null for HTTP
 */
public record Address(String host, int port, @Nullable Path keyStore) {

	private static final String LOOPBACK = "127.0.0.1";

	public Address(String host, int port) {
		this(host, port, null);
	}

	public static Address local(int port) {
		return new Address(LOOPBACK, port);
	}

	public static Address localOnAnyPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return local(socket.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Address withTls(Path store) {
		return new Address(this.host, this.port, store);
	}

	String localIssuer() {
		return ((this.keyStore == null) ? "http" : "https") + "://localhost:" + this.port + "/";
	}

}
