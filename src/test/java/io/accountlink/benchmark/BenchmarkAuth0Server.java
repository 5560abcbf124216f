package io.accountlink.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;

import static io.accountlink.simulation.Account.account;

/**
 * Main class of the simulated Auth0 in a separate process, with a pair of accounts for
 * each link of a benchmark. Its arguments are the scheme, the key store for
 * {@code https}, the number of pairs and the number of callers. It prints the issuer and
 * an access token of each caller first, then responds to each line of input:
 * {@code calls}, or the latency (ISO 8601) of its calls from then on.
 */
final class BenchmarkAuth0Server {

	private static final String METADATA = "{\"theme\":\"dark\",\"language\":\"en\"}";

	private static final List<Operation> COUNTED = List.of(Operation.LINK, Operation.READ, Operation.PATCH,
			Operation.TOKEN);

	private BenchmarkAuth0Server() {
	}

	public static void main(String[] arguments) throws IOException {
		SimulatedAuth0 auth0 = arguments[0].equals("https") ? SimulatedAuth0.start(Path.of(arguments[1]))
				: SimulatedAuth0.start();
		for (int pair = 0; pair < Integer.parseInt(arguments[2]); pair++) {
			auth0.has(account("auth0|" + pair).withEmail(pair + "@example.com"),
					account("google-oauth2|" + pair).withProfile("name", "Number " + pair).withUserMetadata(METADATA));
		}
		auth0.servesTestTokens();
		System.out.println(auth0.issuer());
		IntStream.range(0, Integer.parseInt(arguments[3]))
			.parallel()
			.mapToObj((caller) -> auth0.tokens().machineToken("caller-" + caller).withPermission("link:any_account"))
			.map(Token::compact)
			.forEachOrdered(System.out::println);
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
		return Integer.toString(COUNTED.stream().mapToInt(auth0::calls).sum());
	}

}
