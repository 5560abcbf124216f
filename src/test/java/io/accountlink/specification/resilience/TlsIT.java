package io.accountlink.specification.resilience;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import io.accountlink.AccountLinkApplication;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.TlsCertificate;
import io.accountlink.simulation.Address;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tenant;
import io.accountlink.simulation.Token;
import io.accountlink.support.Relay;
import io.accountlink.support.RunningInstance;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS to Auth0: certificate and host name checks, trust store, CONNECT proxy.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsIT {

	private static final String TENANT = "acme.example";

	@TempDir
	private static Path folder;

	private final SSLContext trustOfTheJvm = trustOfTheJvm();

	private static SSLContext trustOfTheJvm() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void restoreJvmTrust() {
		SSLContext.setDefault(this.trustOfTheJvm);
		System.clearProperty("https.proxyHost");
		System.clearProperty("https.proxyPort");
	}

	@Test
	void anUnknownAuthorityGetsNothing(CapturedOutput log) {
		isRefused(TlsCertificate.of(folder, "localhost"), "from an unknown authority", log);
	}

	@Test
	void anotherHostGetsNothing(CapturedOutput log) {
		TlsCertificate certificate = TlsCertificate.of(folder, "other.example");
		SSLContext.setDefault(certificate.client());
		isRefused(certificate, "for another host", log);
	}

	@Test
	void anExpiredCertificateGetsNothing(CapturedOutput log) {
		TlsCertificate certificate = TlsCertificate.expired(folder, "localhost");
		SSLContext.setDefault(certificate.client());
		isRefused(certificate, "has expired", log);
	}

	private static void isRefused(TlsCertificate certificate, String cause, CapturedOutput log) {
		try (Relay stranger = Relay.ofTls(certificate.server(), 9)) {
			SpringApplication application = new SpringApplication(AccountLinkApplication.class,
					Specification.TestClockConfiguration.class);
			application.setDefaultProperties(Map.of("auth0.issuer", "https://localhost:" + stranger.port() + "/",
					"auth0.client.id", "batch", "auth0.client.secret", "s3cr3t", "link.audience",
					"https://api.example/", "link.shutdown.delay", "0s"));
			try (var _ = application.run("--server.port=0", "--management.server.port=0")) {
				Awaitility.await()
					.until(() -> log.getOut().contains("Auth0 can't be reached: the server's certificate"));
				assertThat(log.getOut()).contains(cause);
			}
			assertThat(stranger.received()).isEmpty();
		}
	}

	@Test
	void aPrivateAuthorityThatTheJvmTrustsIsTrustedAlsoThroughAProxy(CapturedOutput log) {
		TlsCertificate certificate = TlsCertificate.of(folder, TENANT);
		SSLContext.setDefault(certificate.client());
		Address address = Address.localOnAnyPort();
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start(address, Tenant.at("https://" + TENANT + "/"),
				Specification.clock);
				Relay tls = Relay.ofTls(certificate.server(), address.port());
				Relay proxy = Relay.proxy(tls.port())) {
			System.setProperty("https.proxyHost", "127.0.0.1");
			System.setProperty("https.proxyPort", Integer.toString(proxy.port()));
			try (RunningInstance service = RunningInstance.start(auth0, Map.of())) {
				Token machine = auth0.tokens().machineToken("batch").withPermission("link:any_account");
				auth0.has(account("auth0|ada"), account("github|7"));
				service.apiAs(machine).link("auth0|ada", "github", "7").isCreated();
				assertThat(proxy.received()).isNotEmpty()
					.allSatisfy((header) -> assertThat(header).startsWith("CONNECT " + TENANT + ":443 ")
						.doesNotContain("Authorization"));
				assertThat(log.getOut()).doesNotContain("the proxy refused the tunnel");
				for (String status : List.of("403 Forbidden", "407 Proxy Authentication Required")) {
					proxy.refusesTunnels(status);
					service.apiAs(machine).unlink("auth0|ada", "github", "7").isProblem(ProblemType.AUTH0_UNAVAILABLE);
				}
				auth0.received(0, Operation.UNLINK);
				assertThat(log.getOut()).contains("Auth0 can't be reached: the proxy refused the tunnel");
			}
		}
	}

}
