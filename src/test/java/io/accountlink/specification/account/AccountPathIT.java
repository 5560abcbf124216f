package io.accountlink.specification.account;

import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Account ids in paths: a valid id reaches Auth0 as one path segment, percent-encoded
 * once. An invalid id is refused without a call.
 */
class AccountPathIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String USERS = "/api/v2/users/";

	static Stream<String> ids() {
		return Stream.of(ADA, "waad|staff|42", "oidc|acme|auth0|xyz", "email|ada@example.com", "oauth2|a:b:c",
				"sms|+491234567", "oidc|https://idp/x", "oidc|https://idp//x/", "oauth2|/x",
				"oauth2|siwe|eip155%3A5%3A0x12", "samlp|100%", "samlp|%2F..%2F", "samlp|%252e%252e", "samlp|%00",
				"samlp|a;b=c", "samlp|;", "oauth2|a?b#c", "oauth2|a=b&c", "ad|a..b", "ad|...", "oauth2|me",
				"ad|DOMAIN\\ada", "ad|%5C..%5C", "oauth2|\u00fc\u4e2d\ud83d\ude00", "oauth2|[a]{b}\"<>^`'()$!,",
				"samlp|corp|Ada  L", "samlp|corp|x\u00a0y", "ad|\u200bx\u202ey", "ad|x\u2028y\u2029z", "ad|\ufffd",
				"samlp|../clients", "samlp|c|a/../b", "ad|x\\..\\y", "ad|./x", "ad|" + "x".repeat(509),
				"ad|" + "\ud83d\ude00".repeat(500));
	}

	@ParameterizedTest
	@MethodSource("ids")
	void anIdReachesAuth0EncodedOnce(String id) {
		auth0.has(account(id), account("github|7"));
		apiAs(machine()).link(id, "github", "7").isCreated().hasIdentities(id, "github|7");
		assertThat(auth0.lastCall(Operation.LINK).path()).isEqualTo(USERS + Api.encoded(id) + "/identities");
		apiAs(machine()).list(id).isOk().hasIdentities(id, "github|7");
		assertThat(auth0.lastCall(Operation.READ).path()).isEqualTo(USERS + Api.encoded(id));
		apiAs(machine()).unlink(id, "github", "7").isOk().hasIdentities(id);
		assertThat(auth0.lastCall(Operation.UNLINK).path()).isEqualTo(USERS + Api.encoded(id) + "/identities/github/7");
	}

	@ParameterizedTest
	@MethodSource("ids")
	void theIdOfAnIdentityReachesAuth0EncodedOnce(String id) {
		auth0.has(account("github|1").withIdentity(id));
		String[] parts = id.split("\\|", 2);
		apiAs(machine()).unlink("github|1", parts[0], parts[1]).isOk().hasIdentities("github|1");
		assertThat(auth0.lastCall(Operation.UNLINK).path())
			.isEqualTo(USERS + "github%7C1/identities/" + parts[0] + "/" + Api.encoded(parts[1]));
	}

	@ParameterizedTest
	@MethodSource("ids")
	void anIdIsReadSuggestedForAndPreviewedEncodedOnce(String id) {
		auth0.has(account(id), account("github|7"));
		apiAs(machine()).find(id).isOk().hasIdentities(id);
		assertThat(auth0.lastCall(Operation.READ).path()).isEqualTo(USERS + Api.encoded(id));
		assertThat(apiAs(machine()).suggestions(id).isOk().json().path("account_id").asString()).isEqualTo(id);
		apiAs(machine()).preview(id, "github", "7").isOk();
		apiAs(machine()).preview("github|7", idToken(id)).isOk();
	}

	@ParameterizedTest
	@MethodSource("ids")
	void anIdIsTheSecondaryAccountThatAnIdTokenProvesOrAMachineNames(String id) {
		auth0.has(account(id), account("github|7"));
		apiAs(user("github|7")).link("me", idToken(id)).isCreated().hasIdentities("github|7", id);
		assertThat(apiAs(machine()).find(id).isOk().json().path("account_id").asString()).isEqualTo("github|7");
		String[] parts = id.split("\\|", 2);
		apiAs(machine()).link("github|7", parts[0], parts[1]).isOk().hasIdentities("github|7", id);
	}

	@Test
	void aUserIdThatBeginsWithASpaceIsGivenWithItsProvider() {
		auth0.has(account(ADA), account("samlp| x"));
		apiAs(machine()).list("samlp| x").isOk().hasIdentities("samlp| x");
		apiAs(machine()).link(ADA, "samlp", "samlp| x").isCreated().hasIdentities(ADA, "samlp| x");
		apiAs(machine()).unlink(ADA, "samlp", "samlp| x").isOk().hasIdentities(ADA);
	}

	@ParameterizedTest
	@MethodSource("ids")
	void meIsTheCallersOwnIdWhateverItHolds(String id) {
		auth0.has(account(id));
		apiAs(user(id)).list("me").isOk().hasIdentities(id);
		assertThat(auth0.lastCall(Operation.READ).path()).isEqualTo(USERS + Api.encoded(id));
		apiAs(user(id)).list(id).isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|ada", "auth0%7cada", "auth0%7Cada", "%61uth0%7Cad%61" })
	void aPipeMayBeSentAsItIs(String spelling) {
		auth0.has(account(ADA));
		rawAs(user(ADA)).send("GET", "/accounts/" + spelling + "/identities", "").isOk().hasIdentities(ADA);
		assertThat(auth0.lastCall(Operation.READ).path()).isEqualTo("/api/v2/users/auth0%7Cada");
	}

	@Test
	void allThatAPathMayHoldMayBeSentAsItIs() {
		auth0.has(account("email|a+b@c.example:1|$&'(),=!*~"));
		rawAs(machine()).send("GET", "/accounts/email|a+b@c.example:1|$&'(),=!*~/identities", "").isOk();
		assertThat(auth0.lastCall(Operation.READ).path())
			.isEqualTo("/api/v2/users/email%7Ca%2Bb%40c.example%3A1%7C%24%26%27%28%29%2C%3D%21%2A~");
	}

	@Test
	void aRawPipeWorksInAnIdentityToo() {
		auth0.has(account(ADA).withIdentity("waad|staff|42"));
		rawAs(user(ADA)).send("DELETE", "/accounts/auth0|ada/identities/waad/staff|42", "").isOk().hasIdentities(ADA);
	}

	@Test
	void theQueryIsNoPartOfTheId() {
		auth0.has(account(ADA));
		rawAs(user(ADA)).send("GET", "/accounts/me/identities?fields=shoe_size&x=%2e%2e", "").isOk();
		assertThat(auth0.lastCall(Operation.READ).target()).startsWith("/api/v2/users/auth0%7Cada?")
			.doesNotContain("shoe_size");
	}

	static Stream<String> noIds() {
		return Stream.of("ada", "%7Cada", "auth0%7C", "Auth0%7Cada", "AUTH0|ada", "auth_0%7Cada", "auth%200%7Cada",
				"ME", "me%20", ".", "..", "%2e%2e", "%2E", "%252e%252e", "auth0%7C%00", "auth0%7Cx%00", "auth0%7Cx%0ay",
				"auth0%7Cx%0dy", "auth0%7Cx%09y", "auth0%7Cx%20", "auth0%7Cx%7F", "auth0%7Cx%c2%85y", "%20auth0%7Cx",
				"auth0%7Cx;y=z", "auth0%7Cx;", ";", "auth0%7C%ff", "auth0%7C%c0%af", "auth0%7C%c0%ae%c0%ae",
				"auth0%7C%ed%a0%80", "auth0%7Cx%e2%80%a8", "auth0%7C%c2%a0", "auth0%zz", "auth0%7C%", "auth0%7C%4",
				"auth0%7C%u0041", "auth0%7C" + "x".repeat(507), "auth0%7C" + "%f0%9f%98%80".repeat(507),
				"x".repeat(65) + "%7Cada", "");
	}

	@ParameterizedTest
	@MethodSource("noIds")
	void whatIsNoIdReachesNobody(String segment) {
		String account = "/accounts/" + segment;
		String body = "{\"provider\":\"github\",\"user_id\":\"7\"}";
		isRefused(rawAs(machine()).send("GET", account + "/identities", ""));
		isRefused(rawAs(machine()).with("Content-Type", "application/json")
			.with("Content-Length", Integer.toString(body.length()))
			.send("POST", account + "/link", body));
		isRefused(rawAs(machine()).send("DELETE", account + "/identities/github/7", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Github/7", "git%2Fhub/7", "..%2F/7", "github/..", "github/%2e%2e", "github/.",
			"github/github%7C..", "github/%00", "github/x%0dy", "github/%ff", "github/x;y", "github;x/7", "github/x%20",
			"github/%20", "//", "github//7", "%20/7" })
	void whatIsNoIdentityReachesNobody(String identity) {
		isRefused(rawAs(machine()).send("DELETE", "/accounts/auth0%7Cada/identities/" + identity, ""));
	}

	private static void isRefused(Response response) {
		response.isProblem(ProblemType.INVALID_REQUEST);
		auth0.receivedNoWrites();
		auth0.received(0, Operation.READ);
		auth0.received(0, Operation.UNKNOWN);
	}

}
