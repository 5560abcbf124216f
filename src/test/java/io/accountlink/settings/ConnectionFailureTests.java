package io.accountlink.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Why a server can't be reached, by what the JDK's HTTP client really throws.
 */
@Timeout(30)
class ConnectionFailureTests {

	@TempDir
	private Path folder;

	@Test
	void aHostThatNobodyKnows() {
		assertThat(failureAt("http://no-such-host.invalid/")).startsWith("unknown host: ");
	}

	@Test
	void aPortWhereNobodyListens() throws IOException {
		int port;
		try (ServerSocket closedAgain = listening()) {
			port = closedAgain.getLocalPort();
		}
		assertThat(failureAt("http://localhost:" + port + "/")).startsWith("connection refused: ");
	}

	@Test
	void aCertificateOfAnUnknownAuthority() throws IOException {
		SSLContext another = TlsCertificate.of(this.folder, "another").client();
		assertThat(handshake(TlsCertificate.of(this.folder, "localhost"), another))
			.startsWith("the server's certificate is from an unknown authority: ");
	}

	@Test
	void aCertificateForAnotherHost() throws IOException {
		TlsCertificate another = TlsCertificate.of(this.folder, "another");
		assertThat(handshake(another, another.client())).startsWith("the server's certificate is for another host: ");
	}

	@Test
	void aCertificateThatHasExpired() throws IOException {
		TlsCertificate expired = TlsCertificate.expired(this.folder, "localhost");
		assertThat(handshake(expired, expired.client())).startsWith("the server's certificate has expired: ");
	}

	@Test
	void aServerWithoutTls() throws IOException {
		try (ServerSocket plain = answering("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")) {
			assertThat(failureAt("https://localhost:" + plain.getLocalPort() + "/"))
				.startsWith("the TLS handshake failed");
		}
	}

	@Test
	void aProxyThatRefusesTheTunnel() throws IOException {
		try (ServerSocket proxy = answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")) {
			assertThat(throughProxy(proxy.getLocalPort())).startsWith("the proxy refused the tunnel: ");
		}
	}

	// The client hands this status of the proxy over as if it were the server's answer.
	@Test
	void aProxyThatAsksForCredentials() {
		assertThat(ConnectionFailure.describe(407)).startsWith("the proxy refused the tunnel (HTTP status 407): ");
	}

	@Test
	void aStatusThatIsNone() {
		assertThat(ConnectionFailure.describe(404)).startsWith("HTTP status 404: ");
	}

	@Test
	void aServerThatDoesNotAnswer() throws IOException {
		try (ServerSocket silent = listening()) {
			assertThat(failureAt("http://localhost:" + silent.getLocalPort() + "/")).startsWith("no answer in time: ");
		}
	}

	@Test
	void aServerThatHangsUp() throws IOException {
		try (ServerSocket hangsUp = answering("")) {
			assertThat(failureAt("http://localhost:" + hangsUp.getLocalPort() + "/"))
				.startsWith("the connection was closed without a complete answer: ");
		}
	}

	@Test
	void aFailureThatIsWrappedIsDescribedAllTheSame() {
		Throwable wrapped = new CompletionException(new IOException(new UnknownHostException("secret.example")));
		assertThat(ConnectionFailure.describe(wrapped)).startsWith("unknown host: ").doesNotContain("secret.example");
	}

	@Test
	void anythingElseIsDescribedByItsKindAlone() {
		assertThat(ConnectionFailure.describe(new IllegalStateException("https://secret.example")))
			.isEqualTo("the call failed: IllegalStateException");
	}

	private String handshake(TlsCertificate shown, SSLContext client) throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(shown.server()));
		server.start();
		try {
			return failureAt("https://localhost:" + server.getAddress().getPort() + "/",
					HttpClient.newBuilder().sslContext(client));
		}
		finally {
			server.stop(0);
		}
	}

	private static String throughProxy(int port) {
		return failureAt("https://tenant.example/",
				HttpClient.newBuilder().proxy(ProxySelector.of(new InetSocketAddress("localhost", port))));
	}

	private static String failureAt(String url) {
		return failureAt(url, HttpClient.newBuilder());
	}

	private static String failureAt(String url, HttpClient.Builder client) {
		try (HttpClient http = client.build()) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
			Throwable failure = catchThrowable(() -> http.send(request, BodyHandlers.discarding()));
			assertThat(failure).isNotNull();
			return ConnectionFailure.describe(failure);
		}
	}

	private static ServerSocket listening() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static ServerSocket answering(String answer) throws IOException {
		ServerSocket server = listening();
		Thread.startVirtualThread(() -> {
			while (!server.isClosed()) {
				try (Socket client = server.accept()) {
					client.getInputStream().read();
					client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
				}
				catch (IOException closed) {
					return;
				}
			}
		});
		return server;
	}

}
