package io.accountlink.specification.resilience;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.accountlink.simulation.Address;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tenant;
import io.accountlink.support.Relay;
import io.accountlink.support.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is paused (SIGSTOP, or a CPU quota that is used up) while all its time
 * limits end.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class PausedProcessIT {

	private static final int LINKS = 20;

	@TempDir
	private Path logs;

	@Test
	void callsThatNeverConnectedAreNotSentThoughAllTimeLimitsEndedAtOnce() throws Exception {
		Address address = Address.localOnAnyPort();
		try (Relay firewall = Relay.plain(address.port());
				SimulatedAuth0 auth0 = SimulatedAuth0.start(address,
						Tenant.at("http://localhost:" + firewall.port() + "/"), Clock.systemUTC())) {
			auth0.has(account("auth0|ada"), account("github|7"));
			ServiceProcess service = ServiceProcess.startPackaged(auth0,
					Redirect.to(this.logs.resolve("service.log").toFile()), Map.of("LINK_DEADLINE", "2s"));
			String token = auth0.tokens().machineToken("batch").withPermission("link:any_account").toString();
			assertThat(service.link(token).get()).isEqualTo(201);
			firewall.dropsPackets();
			List<CompletableFuture<Integer>> links = IntStream.range(0, LINKS)
				.mapToObj((number) -> service.link(token))
				.toList();
			Thread.sleep(1000);
			signal(service, "STOP");
			Thread.sleep(1500);
			signal(service, "CONT");
			assertThat(links).allSatisfy((link) -> assertThat(link.get(30, TimeUnit.SECONDS)).isEqualTo(503));
			service.stop();
		}
	}

	private static void signal(ServiceProcess service, String signal) throws Exception {
		String pid = Long.toString(service.handle().pid());
		assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
	}

}
