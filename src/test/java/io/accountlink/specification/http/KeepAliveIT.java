package io.accountlink.specification.http;

import java.time.Duration;
import java.util.Map;

import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.support.RawConnection;
import io.accountlink.support.RunningInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Idle connections. It waits for real, and has an instance of its own, so that it runs
 * beside other tests.
 */
@Execution(ExecutionMode.CONCURRENT)
class KeepAliveIT {

	@Test
	void anIdleConnectionServesAgainAfterSeventySeconds() throws InterruptedException {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start();
				RunningInstance service = RunningInstance.start(auth0, Map.of());
				RawConnection wire = RawConnection.to(service.port())) {
			String request = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n";
			wire.send(request + "\r\n");
			Thread.sleep(Duration.ofSeconds(70));
			wire.send(request + "Connection: close\r\n\r\n");
			assertThat(wire.readUntilClosed().split("(?=HTTP/1.1 404)")).hasSize(2);
		}
	}

}
