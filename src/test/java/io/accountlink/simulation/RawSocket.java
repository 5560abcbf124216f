package io.accountlink.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Sends a request target that an HTTP client rejects or normalizes.
 */
final class RawSocket {

	private RawSocket() {
	}

	static String get(String issuer, String target, String token) throws IOException {
		URI uri = URI.create(issuer);
		try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
			OutputStream out = socket.getOutputStream();
			String request = "GET " + target
					+ " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + token
					+ "\r\n\r\n";
			out.write(request.getBytes(StandardCharsets.UTF_8));
			out.flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
