package io.accountlink.specification.resilience;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.support.ServiceProcess;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The audit log of a process that is killed (SIGKILL) at a random moment under load: each
 * write that Auth0 carried out is named by an event.
 */
@Timeout(180)
class KilledProcessIT {

	private static final int WRITES_BEFORE = 60;

	private static final int MAX_WRITES_IN_FLIGHT = 60;

	private final Random random = new Random();

	@TempDir
	private Path logs;

	@RepeatedTest(4)
	void eachWriteThatAuth0CarriedOutIsNamed() throws Exception {
		Path log = this.logs.resolve("service.log");
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			ServiceProcess service = ServiceProcess.startPackaged(auth0, Redirect.to(log.toFile()),
					Map.of("LINK_MERGE_USER_METADATA", "true"));
			auth0.on(Operation.PATCH, Operation.LINK, Operation.UNLINK).delaysResponses(Duration.ofMillis(50));
			int writes = WRITES_BEFORE + this.random.nextInt(MAX_WRITES_IN_FLIGHT);
			for (int number = 0; number < writes; number++) {
				write(auth0, service, number);
				Thread.sleep(this.random.nextInt(10));
			}
			service.process().destroyForcibly();
			assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
			assertThat(namedAccounts(log)).containsAll(changedAccounts(auth0));
			assertThat(changedAccounts(auth0)).hasSizeGreaterThan(WRITES_BEFORE / 2);
		}
	}

	// A link with PATCH, a link alone and an unlink in turn.
	private static void write(SimulatedAuth0 auth0, ServiceProcess service, int number) {
		String primary = "auth0|" + number;
		String secondary = "github|" + number;
		Token user = auth0.tokens().accessToken().of(primary).withPermission("link:own_account");
		if (number % 3 == 0) {
			auth0.has(account(primary).withIdentity(secondary));
			var _ = service.sendAsync("DELETE", "/accounts/me/identities/github/" + number, user.compact(), "");
			return;
		}
		auth0.has(account(primary), (number % 3 == 1) ? account(secondary)
				: account(secondary).withUserMetadata("{\"key\":" + number + "}"));
		String proof = auth0.tokens().idToken().of(secondary).compact();
		var _ = service.sendAsync("POST", "/accounts/me/link", user.compact(), "{\"link_with\":\"" + proof + "\"}");
	}

	private static List<String> changedAccounts(SimulatedAuth0 auth0) {
		return IntStream.range(0, WRITES_BEFORE + MAX_WRITES_IN_FLIGHT)
			.mapToObj((number) -> "auth0|" + number)
			.filter((primary) -> auth0.accounts().stream().anyMatch((account) -> account.id().equals(primary)))
			.filter((primary) -> isChanged(auth0, primary))
			.toList();
	}

	private static boolean isChanged(SimulatedAuth0 auth0, String primary) {
		boolean wasLinked = Integer.parseInt(primary.substring("auth0|".length())) % 3 == 0;
		return (auth0.identitiesOf(primary).size() == 2) != wasLinked || auth0.userMetadataOf(primary).contains("key");
	}

	private static Set<String> namedAccounts(Path log) throws IOException {
		return Files.readAllLines(log)
			.stream()
			.filter((line) -> line.contains("\"action\":\"link\"") || line.contains("\"action\":\"unlink\""))
			.map((line) -> line.replaceFirst(".*\"account\":\"([^\"]*)\".*", "$1"))
			.collect(Collectors.toSet());
	}

}
