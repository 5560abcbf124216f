package io.accountlink.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Redis with PING, SET NX and GET, which answers late or closes its connections on
 * request of a test.
 */
public final class SimulatedRedis implements AutoCloseable {

	private final ServerSocket socket;

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicReference<Duration> delay = new AtomicReference<>(Duration.ZERO);

	private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

	private final Map<String, String> values = new ConcurrentHashMap<>();

	private volatile String evictionPolicy = "noeviction";

	private SimulatedRedis(ServerSocket socket) {
		this.socket = socket;
	}

	public static SimulatedRedis start() throws IOException {
		return startAt(0);
	}

	public static SimulatedRedis startAt(int port) throws IOException {
		SimulatedRedis server = new SimulatedRedis(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
		Thread.startVirtualThread(server::accept);
		return server;
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * All connections that were ever accepted.
	 */
	public int connections() {
		return this.connections.get();
	}

	public int openConnections() {
		return this.clients.size();
	}

	public Set<String> keys() {
		return Set.copyOf(this.values.keySet());
	}

	/**
	 * Sets {@code maxmemory-policy}.
	 */
	public void evictsBy(String policy) {
		this.evictionPolicy = policy;
	}

	/**
	 * Delays the answer to the next command.
	 */
	public void delaysNextAnswer(Duration time) {
		this.delay.set(time);
	}

	/**
	 * Ends its side of each connection (FIN) and waits for the client to close it.
	 */
	public void endsConnections() throws IOException {
		for (Socket client : this.clients) {
			client.shutdownOutput();
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.socket.accept();
				this.connections.incrementAndGet();
				this.clients.add(client);
				Thread.startVirtualThread(() -> serve(client));
			}
		}
		catch (IOException closed) {
			// The test is over.
		}
	}

	private void serve(Socket client) {
		try (client;
				BufferedReader input = new BufferedReader(
						new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				String reply = reply(readCommand(Integer.parseInt(line.substring(1)), input));
				Thread.sleep(this.delay.getAndSet(Duration.ZERO));
				client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException reset) {
			// The client closed the connection.
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.clients.remove(client);
		}
	}

	// RESP: a line with the length precedes each argument.
	private static List<String> readCommand(int arguments, BufferedReader input) throws IOException {
		List<String> command = new ArrayList<>();
		for (int argument = 0; argument < arguments; argument++) {
			input.readLine();
			command.add(input.readLine());
		}
		return command;
	}

	private String reply(List<String> command) {
		return switch (command.getFirst()) {
			case "PING" -> "+PONG\r\n";
			case "INFO" -> bulkString("# Memory\r\nmaxmemory_policy:" + this.evictionPolicy + "\r\n");
			case "HELLO" -> "-ERR unknown command\r\n";
			case "SET" -> (this.values.putIfAbsent(command.get(1), command.get(2)) == null) ? "+OK\r\n" : "$-1\r\n";
			case "GET" -> bulkString(this.values.getOrDefault(command.get(1), ""));
			default -> "+OK\r\n";
		};
	}

	private static String bulkString(String value) {
		return "$" + value.length() + "\r\n" + value + "\r\n";
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket client : this.clients) {
			client.close();
		}
	}

}
