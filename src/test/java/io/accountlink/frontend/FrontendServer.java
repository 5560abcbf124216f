package io.accountlink.frontend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tokens;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the files of the example frontend from an origin of its own, with the settings
 * of the running service and tenant.
 */
public final class FrontendServer implements AutoCloseable {

	public static final Path FOLDER = Path.of("src/examples/frontend").toAbsolutePath();

	private final HttpServer server;

	private FrontendServer(HttpServer server) {
		this.server = server;
	}

	/**
	 * Starts to serve on a port of this machine.
	 */
	public static FrontendServer start(int port, SimulatedAuth0 auth0, String accountLinkUrl) {
		Settings settings = new Settings(auth0.issuer().replaceFirst("/$", ""), Tokens.FRONTEND,
				auth0.tenant().audience(), accountLinkUrl);
		Filter noCache = Filter.beforeHandler("no cache",
				(exchange) -> exchange.getResponseHeaders().set("Cache-Control", "no-cache"));
		HttpServer server = bind(port);
		server.createContext("/", SimpleFileServer.createFileHandler(FOLDER)).getFilters().add(noCache);
		server
			.createContext("/settings.json", HttpHandlers.of(200, Headers.of("Content-Type", "application/json"),
					JsonMapper.shared().writeValueAsString(settings)))
			.getFilters()
			.add(noCache);
		server.start();
		return new FrontendServer(server);
	}

	private static HttpServer bind(int port) {
		try {
			return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		}
		catch (BindException ex) {
			throw new IllegalStateException("FRONTEND_PORT " + port + " is in use: set it to a free port.", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * Content of {@code settings.json}.
	 *
	 * @param domain the tenant
	 * @param clientId the single-page application
	 * @param audience the API identifier
	 * @param accountLinkUrl the service
	 */
	private record Settings(String domain, String clientId, String audience, String accountLinkUrl) {

	}

}
