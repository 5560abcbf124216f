package io.accountlink.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Proxy in front of the service. It loses answers after the service has done the work,
 * and records when requests arrived.
 */
public final class LossyProxy implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final HttpServer server;

	private final int port;

	private final Predicate<String> losesAnswerTo;

	private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

	private LossyProxy(int port, Predicate<String> losesAnswerTo) throws IOException {
		this.port = port;
		this.losesAnswerTo = losesAnswerTo;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	/**
	 * Starts a proxy.
	 * @param port the port of the service
	 * @param losesAnswerTo whether the answer to a request with this path is lost
	 */
	public static LossyProxy start(int port, Predicate<String> losesAnswerTo) throws IOException {
		return new LossyProxy(port, losesAnswerTo);
	}

	public String url() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	/**
	 * Returns when the requests arrived whose paths end so, in nanoseconds, sorted.
	 */
	public List<Long> arrivals(String pathEnd) {
		return this.arrivals.stream()
			.filter((arrival) -> arrival.path().endsWith(pathEnd))
			.map(Arrival::nanoTime)
			.sorted()
			.toList();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		this.arrivals.add(new Arrival(path, System.nanoTime()));
		try (exchange) {
			HttpResponse<byte[]> answer = passOn(exchange);
			if (this.losesAnswerTo.test(path)) {
				return;
			}
			answer.headers().map().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
			exchange.getResponseHeaders().remove("Transfer-Encoding");
			exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
			exchange.getResponseBody().write(answer.body());
		}
	}

	private HttpResponse<byte[]> passOn(HttpExchange exchange) throws IOException {
		URI uri = URI.create("http://localhost:" + this.port + exchange.getRequestURI().getRawPath());
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
			.header("Content-Type", "application/json")
			.method(exchange.getRequestMethod(),
					HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
			.build();
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.http.close();
	}

	private record Arrival(String path, long nanoTime) {
	}

}
