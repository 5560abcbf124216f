package io.accountlink.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Bind address of the simulation. The port is chosen before the start, because the issuer
 * URL contains it and must stay the same across a restart.
 *
 * @param host the address to bind
 * @param port the port
 */
public record Address(String host, int port) {

	private static final String LOOPBACK = "127.0.0.1";

	public static Address local(int port) {
		return new Address(LOOPBACK, port);
	}

	static Address localOnAnyPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return local(socket.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String localIssuer() {
		return "http://localhost:" + this.port + "/";
	}

}
