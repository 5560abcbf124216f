package io.accountlink.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;

import static io.accountlink.simulation.Account.account;

/**
 * Main class of the simulated Auth0 in a separate process, with a pair of accounts for
 * each link of a benchmark. It prints {@code issuer accessToken} first, then responds to
 * each line of input: {@code calls}, or the latency (ISO 8601) of its calls from then on.
 */
final class BenchmarkAuth0Server {

	private BenchmarkAuth0Server() {
	}

	public static void main(String[] arguments) throws IOException {
		SimulatedAuth0 auth0 = SimulatedAuth0.start();
		for (int pair = 0; pair < Integer.parseInt(arguments[0]); pair++) {
			auth0.has(account("auth0|" + pair).withEmail(pair + "@example.com"),
					account("google-oauth2|" + pair).withProfile("name", "Number " + pair));
		}
		String token = auth0.tokens().machineToken("benchmark").withPermission("link:any_account").compact();
		System.out.println(auth0.issuer() + " " + token);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String command = commands.readLine(); command != null; command = commands.readLine()) {
			System.out.println(answer(command, auth0));
		}
		System.exit(0);
	}

	private static String answer(String command, SimulatedAuth0 auth0) {
		if (!command.equals("calls")) {
			auth0.delaysResponses(Duration.parse(command));
		}
		return Integer
			.toString(auth0.calls(Operation.LINK) + auth0.calls(Operation.READ) + auth0.calls(Operation.TOKEN));
	}

}
