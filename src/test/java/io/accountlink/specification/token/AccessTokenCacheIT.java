package io.accountlink.specification.token;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Metrics;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cache of verified access tokens: it saves the signature check and no other.
 */
class AccessTokenCacheIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String[] HITS = { "cache=\"access-tokens\"", "result=\"hit\"" };

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void givenAda() {
		auth0.has(account(ADA));
	}

	@Test
	void aKeyWithoutAnAlgorithmVerifiesToo() {
		auth0.publishesKeysWithoutAlgorithm();
		auth0.rotatesKeys();
		auth0.rotatesKeys();
		apiAs(user(ADA)).list(ME).isOk();
	}

	@Test
	void aTokenThatComesAgainIsAHit() {
		Api api = apiAs(user(ADA));
		double before = hits();
		api.list(ME).isOk();
		assertThat(hits()).isEqualTo(before);
		api.list(ME).isOk();
		assertThat(hits()).isEqualTo(before + 1);
	}

	@Test
	void aCachedTokenExpires() {
		Api api = apiAs(user(ADA).lasting(Duration.ofMinutes(1)));
		api.list(ME).isOk();
		clock.advance(Duration.ofSeconds(89));
		api.list(ME).isOk();
		clock.advance(Duration.ofSeconds(2));
		api.list(ME).isProblem(ProblemType.UNAUTHENTICATED);
	}

	@Test
	void aCachedTokenEndsWithTheKeyThatSignedIt() {
		Api api = apiAs(user(ADA).lasting(Duration.ofHours(1)));
		api.list(ME).isOk();
		// A rejected Management API token is replaced once in 30 s, and the specification
		// before may have had it replaced.
		clock.advance(Duration.ofSeconds(30));
		auth0.rotatesKeys();
		auth0.revokesThePreviousKey();
		api.list(ME).isOk();
		clock.advance(Duration.ofMinutes(6));
		Awaitility.await("the refresh of the issuer's keys").until(() -> api.list(ME).status() == 401);
	}

	@Test
	void aRefreshThatFindsTheSameKeysKeepsTheCache() {
		Api api = apiAs(user(ADA).lasting(Duration.ofHours(1)));
		api.list(ME).isOk();
		double refreshes = refreshes();
		clock.advance(Duration.ofMinutes(6));
		Awaitility.await("the refresh of the issuer's keys").until(() -> refreshes() > refreshes);
		double before = hits();
		api.list(ME).isOk();
		assertThat(hits()).isEqualTo(before + 1);
	}

	@Test
	void anotherTokenOfTheSameCallerIsVerifiedByItself() {
		Token token = user(ADA);
		apiAs(token).list(ME).isOk();
		apiAs(token.forAudience("https://other.example/")).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(token.signedByAnotherKey()).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(auth0.tokens().accessToken().of(ADA)).list(ME).isProblem(ProblemType.PERMISSION_REQUIRED);
	}

	@Test
	void aSignatureOfACachedTokenSignsNoOther() {
		String token = user(ADA).compact();
		String other = user("auth0|bob").compact();
		api().with("Authorization", "Bearer " + token).list(ME).isOk();
		String mixed = other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
		api().with("Authorization", "Bearer " + mixed).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
	}

	@Test
	void aRefusedTokenIsRefusedAgain() {
		Api api = apiAs(user(ADA).forAudience("https://other.example/"));
		api.list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		double before = hits();
		api.list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(hits()).isEqualTo(before);
	}

	private double hits() {
		return metrics().sum("cache_gets_total", HITS);
	}

	private double refreshes() {
		return metrics().sum("auth0_keys_refreshes_total", "outcome=\"success\"");
	}

	private Metrics metrics() {
		return Metrics.at(this.managementPort);
	}

}
