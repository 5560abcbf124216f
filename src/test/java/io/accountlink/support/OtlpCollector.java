package io.accountlink.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * OpenTelemetry collector that keeps the traces that it receives (OTLP over HTTP).
 */
public final class OtlpCollector {

	private final HttpServer server;

	private final List<String> received = new CopyOnWriteArrayList<>();

	private OtlpCollector(HttpServer server) {
		this.server = server;
	}

	public static OtlpCollector start() {
		try {
			OtlpCollector collector = new OtlpCollector(
					HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
			collector.server.createContext("/v1/traces", collector::receive);
			collector.server.start();
			return collector;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void receive(HttpExchange exchange) throws IOException {
		this.received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
		exchange.sendResponseHeaders(200, -1);
		exchange.close();
	}

	public String endpoint() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/v1/traces";
	}

	/**
	 * Returns all received bodies as ISO 8859-1, so that strings in them are readable.
	 */
	public String received() {
		return String.join("\n", this.received);
	}

}
