package io.accountlink.specification.resilience;

import java.time.Duration;
import java.util.List;

import io.accountlink.problem.ProblemType;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connection log: one line with the cause when Auth0 becomes unreachable, one when it is
 * reachable again.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionLogIT extends Specification {

	@Test
	void theCauseIsLoggedAtTheBeginningAndTheEndIsToo(CapturedOutput log) {
		auth0.has(account("auth0|ada"));
		apiAs(machine()).list("auth0|ada").isOk();
		auth0.isDown();
		for (int call = 0; call < 2; call++) {
			apiAs(machine()).list("auth0|ada").isProblem(ProblemType.AUTH0_UNAVAILABLE);
		}
		auth0.isUpAgain();
		clock.advance(Duration.ofSeconds(6));
		apiAs(machine()).list("auth0|ada").isOk();
		apiAs(machine()).list("auth0|ada").isOk();
		List<String> lines = log.getOut().lines().filter((line) -> line.contains("upstream.ConnectionLog ")).toList();
		assertThat(lines).hasSize(2);
		assertThat(lines.getFirst()).contains("WARN", "Auth0 can't be reached: connection refused: check that");
		assertThat(lines.getLast()).contains("Auth0 can be reached again.");
	}

}
