package io.accountlink.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * TCP connection to the service for requests that an HTTP client does not send.
 */
public final class RawConnection implements AutoCloseable {

	private static final int READ_TIMEOUT_MILLIS = 5_000;

	private final Socket socket;

	private RawConnection(Socket socket) {
		this.socket = socket;
	}

	public static RawConnection to(int port) {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setSoTimeout(READ_TIMEOUT_MILLIS);
			return new RawConnection(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a request, and returns the response until the service closes the connection.
	 */
	public static String exchange(int port, String request) {
		try (RawConnection connection = to(port)) {
			connection.send(request);
			return connection.readUntilClosed();
		}
	}

	public void send(String text) {
		try {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String readUntilClosed() {
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		try {
			this.socket.getInputStream().transferTo(received);
			return received.toString(StandardCharsets.UTF_8);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The connection stays open after: " + received, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends one byte per interval, and returns the time until the service closes the
	 * connection or the timeout ends.
	 */
	public Duration dripUntilClosed(char next, Duration interval, Duration timeout) {
		long start = System.nanoTime();
		try {
			this.socket.setSoTimeout((int) interval.toMillis());
			while (System.nanoTime() - start < timeout.toNanos() && !isClosedWithinInterval()) {
				this.socket.getOutputStream().write(next);
			}
		}
		catch (IOException closed) {
			return Duration.ofNanos(System.nanoTime() - start);
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private boolean isClosedWithinInterval() throws IOException {
		try {
			int next = this.socket.getInputStream().read();
			while (next >= 0) {
				next = this.socket.getInputStream().read();
			}
			return true;
		}
		catch (SocketTimeoutException open) {
			return false;
		}
	}

	/**
	 * Ends the connection with a reset (RST), as a process that is killed does.
	 */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
