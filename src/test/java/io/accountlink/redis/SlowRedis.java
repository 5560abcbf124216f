package io.accountlink.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * As much of a Redis as a PING needs, which can take its time over it.
 */
final class SlowRedis implements AutoCloseable {

	private final ServerSocket socket;

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicReference<Duration> pause = new AtomicReference<>(Duration.ZERO);

	private SlowRedis(ServerSocket socket) {
		this.socket = socket;
	}

	static SlowRedis start() throws IOException {
		SlowRedis server = new SlowRedis(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
		Thread.startVirtualThread(server::accept);
		return server;
	}

	int port() {
		return this.socket.getLocalPort();
	}

	int connections() {
		return this.connections.get();
	}

	/**
	 * Answers the next command that late.
	 */
	void holdsItsTongueFor(Duration time) {
		this.pause.set(time);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.socket.accept();
				this.connections.incrementAndGet();
				Thread.startVirtualThread(() -> answer(client));
			}
		}
		catch (IOException closed) {
			// The test is over.
		}
	}

	// A command is a line with its number of arguments, and two lines for each of these.
	private void answer(Socket client) {
		try (client;
				BufferedReader commands = new BufferedReader(
						new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = commands.readLine(); line != null; line = commands.readLine()) {
				int arguments = Integer.parseInt(line.substring(1));
				commands.readLine();
				String name = commands.readLine();
				for (int more = 1; more < arguments; more++) {
					commands.readLine();
					commands.readLine();
				}
				Thread.sleep(this.pause.getAndSet(Duration.ZERO));
				client.getOutputStream().write(reply(name).getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException gone) {
			// So is the connection.
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
		}
	}

	private static String reply(String command) {
		return switch (command) {
			case "PING" -> "+PONG\r\n";
			case "HELLO" -> "-ERR unknown command\r\n";
			default -> "+OK\r\n";
		};
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
