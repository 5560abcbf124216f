package io.accountlink.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

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

	private static final int MIN_PORT = 15_000;

	private static final int MAX_PORT = 32_000;

	public Address(String host, int port) {
		this(host, port, null);
	}

	public static Address local(int port) {
		return new Address(LOOPBACK, port);
	}

	/**
	 * A free port, below those that systems give to outgoing connections, so that none
	 * takes it before it is bound.
	 */
	public static Address localOnAnyPort() {
		int port = ThreadLocalRandom.current().nextInt(MIN_PORT, MAX_PORT);
		try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return local(free.getLocalPort());
		}
		catch (BindException taken) {
			return localOnAnyPort();
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
