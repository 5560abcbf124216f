package io.accountlink.specification.link;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Idempotency: a repeated request reports the actual state.
 */
class IdempotencyIT extends Specification {

	private static final String GOOGLE_ACCOUNT = "google-oauth2|7";

	private static final String GOOGLE = "google-oauth2";

	private static final String ID = "7";

	private static final String ME = "me";

	private static final String ADA = "auth0|ada";

	@Test
	void aRepeatedLinkIsAnsweredWithTheSameAccount() {
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("name", "Ada"),
				account(GOOGLE_ACCOUNT).withEmail("ada@gmail.example").withProfile("given_name", "Ada"));
		Token proof = idToken(GOOGLE_ACCOUNT);
		Response first = apiAs(user(ADA)).link(ME, proof).isCreated();
		Response second = apiAs(user(ADA)).link(ME, proof).isOk();
		assertThat(second.json()).isEqualTo(first.json());
		assertThat(apiAs(user(ADA)).list(ME).isOk().json()).isEqualTo(first.json());
		assertThat(first.body()).contains("ada@example.com", "ada@gmail.example");
	}

	@Test
	void aLinkRepeatedAfterALostAnswerIsThere() {
		auth0.has(account(ADA), account(GOOGLE_ACCOUNT));
		auth0.on(Operation.LINK).once().completesThenCloses();
		apiAs(machine()).link(ADA, GOOGLE, ID).isCreated();
		apiAs(machine()).link(ADA, GOOGLE, ID).isOk().hasIdentities(ADA, GOOGLE_ACCOUNT);
	}

	@Test
	void whoseTheIdentityIsNobodyIsTold() {
		auth0.has(account(ADA), account("auth0|bob").withIdentity(GOOGLE_ACCOUNT));
		Response response = apiAs(machine()).link(ADA, GOOGLE, ID);
		response.isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT);
		assertThat(response.toString()).doesNotContain("bob");
		assertThat(auth0.identitiesOf("auth0|bob")).hasSize(2);
	}

	@Test
	void oneLinkAskedForTwentyTimesAtOnceIsOneLink() {
		auth0.has(account(ADA), account(GOOGLE_ACCOUNT));
		Token proof = idToken(GOOGLE_ACCOUNT);
		List<Response> responses = twentyTimes(() -> apiAs(user(ADA)).link(ME, proof));
		assertThat(responses).allMatch((response) -> response.status() == 200 || response.status() == 201)
			.allSatisfy((response) -> response.hasIdentities(ADA, GOOGLE_ACCOUNT));
		assertThat(responses).filteredOn((response) -> response.status() == 201).hasSize(1);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void oneUnlinkAskedForTwentyTimesAtOnceIsOneUnlink() {
		auth0.has(account(ADA).withIdentity(GOOGLE_ACCOUNT));
		List<Response> responses = twentyTimes(() -> apiAs(user(ADA)).unlink(ME, GOOGLE, ID));
		assertThat(responses).allSatisfy((response) -> response.isOk().hasIdentities(ADA));
	}

	@Test
	void anUnlinkedIdentityMayBeLinkedAgainAndToAnother() {
		auth0.has(account(ADA).withIdentity(GOOGLE_ACCOUNT), account("auth0|bob"));
		Api api = apiAs(machine());
		api.unlink(ADA, GOOGLE, ID).isOk();
		api.link(ADA, GOOGLE, ID).isCreated();
		api.unlink(ADA, GOOGLE, ID).isOk();
		api.link("auth0|bob", GOOGLE, ID).isCreated();
		api.unlink(ADA, GOOGLE, ID).isOk().hasIdentities(ADA);
	}

	private static List<Response> twentyTimes(Supplier<Response> call) {
		try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
			List<CompletableFuture<Response>> all = Stream.generate(() -> CompletableFuture.supplyAsync(call, callers))
				.limit(20)
				.toList();
			return all.stream().map(CompletableFuture::join).toList();
		}
	}

}
