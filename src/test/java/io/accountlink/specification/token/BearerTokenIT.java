package io.accountlink.specification.token;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bearer token in the {@code Authorization} header (RFC 6750): one header, one spelling.
 */
class BearerTokenIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String IDENTITIES = "/accounts/me/identities";

	private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA));
	}

	@Test
	void withoutATokenThereIsNoErrorToTell() {
		Response response = api().list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.header("WWW-Authenticate")).get().asString().startsWith("Bearer resource_metadata=");
	}

	@Test
	void theNameOfTheSchemeMayBeInAnyCase() {
		api().with("Authorization", "bearer " + user(ADA)).list(ME).isOk();
	}

	@Test
	void twoAuthorizationHeadersAreOneTooMany() {
		apiAs(user(ADA)).with("Authorization", "Bearer " + user(ADA)).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).with("Authorization", "Basic YTpi").list(ME).isProblem(ProblemType.UNAUTHENTICATED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer", "Bearer ", "Basic YTpi", "DPoP %s", "%s", "Bearer %s x", "Bearer %s, Bearer %s",
			"Bearer\u00a0%s", "Bearer %s=", "Bearer %s.", "Bearer .%s", "Bearer \"%s\"" })
	void anythingButOneBearerTokenIsRefused(String header) {
		Response response = api().with("Authorization", header.replace("%s", user(ADA).compact())).list(ME);
		response.isProblem(ProblemType.UNAUTHENTICATED);
	}

	// RFC 6750 section 3.1.
	@ParameterizedTest
	@ValueSource(strings = { "Basic YTpi", "DPoP %s", "Negotiate", "%s" })
	void anotherSchemeIsNoErrorToTell(String header) {
		Response response = api().with("Authorization", header.replace("%s", user(ADA).compact())).list(ME);
		assertThat(response.isProblem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate")).get()
			.asString()
			.startsWith("Bearer resource_metadata=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer", "Bearer %s x", "bearer\u00a0%s", "Bearer %s, Bearer %s" })
	void aMalformedTokenIsAnError(String header) {
		Response response = api().with("Authorization", header.replace("%s", user(ADA).compact())).list(ME);
		assertThat(response.isProblem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate")).get()
			.asString()
			.startsWith("Bearer error=\"invalid_token\", ");
	}

	@Test
	void aTokenInTheQueryIsNotSeen() {
		Response response = api().send("GET", IDENTITIES + "?access_token=" + user(ADA), BodyPublishers.noBody());
		response.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.header("WWW-Authenticate")).get().asString().startsWith("Bearer resource_metadata=");
	}

	@Test
	void aTokenInAFormIsNotSeen() {
		Response response = api().with("Content-Type", "application/x-www-form-urlencoded")
			.send("POST", "/accounts/me/link", BodyPublishers.ofString("access_token=" + user(ADA)));
		response.isProblem(ProblemType.UNAUTHENTICATED);
	}

	@Test
	void aTokenInACookieIsNotSeen() {
		api().with("Cookie", "access_token=" + user(ADA) + "; Authorization=" + user(ADA))
			.list(ME)
			.isProblem(ProblemType.UNAUTHENTICATED);
	}

	@Test
	void oneTokenHasOneSpelling() {
		String token = user(ADA).compact();
		char last = token.charAt(token.length() - 1);
		String same = token.substring(0, token.length() - 1) + BASE64URL.charAt(BASE64URL.indexOf(last) + 1);
		api().with("Authorization", "Bearer " + same).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).list(ME).isOk();
	}

	@Test
	void aRefusalComesBeforeAnyLookAtTheBody() {
		api().link(ME, Map.of("unknown", 1)).isProblem(ProblemType.UNAUTHENTICATED);
		auth0.receivedNoWrites();
	}

}
