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
 * The simulated Auth0 in a process of its own, with as many pairs of accounts as a
 * benchmark has links to make. Says {@code issuer accessToken} first, and then answers
 * each line it is sent: {@code calls}, or a time that its calls take from now on.
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
			auth0.takes(Duration.parse(command));
		}
		return Integer
			.toString(auth0.calls(Operation.LINK) + auth0.calls(Operation.READ) + auth0.calls(Operation.TOKEN));
	}

}
