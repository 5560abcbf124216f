package io.accountlink.frontend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandler;
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
	 * Binds a port of this machine.
	 */
	public static FrontendServer bind(int port) {
		try {
			return new FrontendServer(
					HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
		}
		catch (BindException ex) {
			throw new IllegalStateException("FRONTEND_PORT " + port + " is in use: set it to a free port.", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts to serve.
	 */
	public void serve(SimulatedAuth0 auth0, String accountLinkUrl) {
		Settings settings = new Settings(auth0.issuer().replaceFirst("/$", ""), Tokens.FRONTEND,
				auth0.tenant().audience(), accountLinkUrl);
		serve("/", SimpleFileServer.createFileHandler(FOLDER));
		serve("/settings.json", HttpHandlers.of(200, Headers.of("Content-Type", "application/json"),
				JsonMapper.shared().writeValueAsString(settings)));
		this.server.start();
	}

	private void serve(String path, HttpHandler handler) {
		this.server.createContext(path, handler)
			.getFilters()
			.add(Filter.beforeHandler("no cache, no frame", (exchange) -> {
				exchange.getResponseHeaders().set("Cache-Control", "no-cache");
				exchange.getResponseHeaders().set("Content-Security-Policy", "frame-ancestors 'none'");
			}));
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
