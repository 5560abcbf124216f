package io.accountlink.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.accountlink.settings.TlsCertificate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP server of the simulation. WireMock serves HTTP and injects transport faults; the
 * handler creates every response.
 */
final class WireMockAdapter implements ResponseTransformerV2 {

	/**
	 * A hanging response occupies a thread, a delayed one does not.
	 */
	private static final int THREADS = 512;

	private static final int ACCEPT_QUEUE_SIZE = 2_500;

	/**
	 * Longer than the idle timeout of clients, so that the server closes no connection
	 * that a client is about to reuse.
	 */
	private static final long IDLE_TIMEOUT_MILLIS = 120_000;

	private static final int DELAYED_ANSWER_THREADS = 16;

	private static final String LOGIN_PATHS = "/authorize|/u/login|/u/consent|/userinfo|/v2/logout";

	private static final String TOKEN_PATH = "/oauth/token";

	private static final String USER_GRANTS = "authorization_code|refresh_token";

	private final Address address;

	private final Function<Call, Answer> handler;

	private final ReleaseLatch latch = new ReleaseLatch();

	private int loginPort;

	private @Nullable WireMockServer server;

	WireMockAdapter(Address address, Function<Call, Answer> handler) {
		this.address = address;
		this.handler = handler;
	}

	synchronized void connect() {
		if (this.server == null) {
			WireMockServer started = new WireMockServer(configuration());
			started.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
			started.start();
			this.server = started;
			stubLogins(started);
		}
	}

	synchronized void forwardLoginsTo(int port) {
		this.loginPort = port;
		if (this.server != null) {
			stubLogins(this.server);
		}
	}

	synchronized void disconnect() {
		this.latch.release();
		if (this.server != null) {
			this.server.stop();
			this.server = null;
		}
	}

	void release() {
		this.latch.release();
	}

	@Override
	public String getName() {
		return "auth0";
	}

	@Override
	public Response transform(Response response, ServeEvent event) {
		if (response.isFromProxy()) {
			return response;
		}
		Answer answer = this.handler.apply(Call.of(event.getRequest()));
		return Response.response()
			.status(answer.status())
			.headers(headers(answer))
			.fault(answer.delivery().fault())
			.incrementInitialDelay(answer.delay().toMillis())
			.body(() -> new Body(answer))
			.build();
	}

	private void stubLogins(WireMockServer started) {
		if (this.loginPort > 0) {
			ResponseDefinitionBuilder login = WireMock.aResponse().proxiedFrom("http://localhost:" + this.loginPort);
			started.stubFor(WireMock.any(WireMock.urlPathMatching(LOGIN_PATHS)).willReturn(login));
			started.stubFor(WireMock.options(WireMock.urlPathEqualTo(TOKEN_PATH)).willReturn(login));
			started.stubFor(WireMock.post(WireMock.urlPathEqualTo(TOKEN_PATH))
				.withFormParam("grant_type", WireMock.matching(USER_GRANTS))
				.willReturn(login));
		}
	}

	private WireMockConfiguration configuration() {
		WireMockConfiguration configuration = WireMockConfiguration.options()
			.bindAddress(this.address.host())
			.port(this.address.port())
			.extensions(this)
			.disableRequestJournal()
			.preserveHostHeader(true)
			.http2PlainDisabled(true)
			.gzipDisabled(true)
			.containerThreads(THREADS)
			.jettyAcceptQueueSize(ACCEPT_QUEUE_SIZE)
			.jettyIdleTimeout(IDLE_TIMEOUT_MILLIS)
			.asynchronousResponseEnabled(true)
			.asynchronousResponseThreads(DELAYED_ANSWER_THREADS);
		if (this.address.keyStore() != null) {
			configuration.httpDisabled(true)
				.httpsPort(this.address.port())
				.keystorePath(this.address.keyStore().toString())
				.keystoreType("PKCS12")
				.keystorePassword(TlsCertificate.PASSWORD)
				.keyManagerPassword(TlsCertificate.PASSWORD);
		}
		return configuration;
	}

	/**
	 * Announces the full length of a truncated body. Without {@code Content-Length},
	 * clients could not detect the truncation.
	 */
	private static HttpHeaders headers(Answer answer) {
		Map<String, String> headers = new TreeMap<>(answer.headers());
		headers.values().removeIf(String::isBlank);
		if (answer.delivery() == Delivery.TRUNCATED) {
			headers.put("content-length", Integer.toString(answer.bytes().length));
		}
		return new HttpHeaders(
				headers.entrySet().stream().map((each) -> new HttpHeader(each.getKey(), each.getValue())).toList());
	}

	/**
	 * Writes to the output stream of WireMock, so that a body may block, arrive byte by
	 * byte or be truncated.
	 */
	private final class Body extends InputStream {

		private final Answer answer;

		Body(Answer answer) {
			this.answer = answer;
		}

		@Override
		public int read() {
			return -1;
		}

		@Override
		public long transferTo(OutputStream out) throws IOException {
			byte[] bytes = this.answer.bytes();
			this.answer.delivery().write(bytes, out, WireMockAdapter.this.latch);
			return bytes.length;
		}

	}

}
