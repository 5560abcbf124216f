package io.accountlink.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.accountlink.access.Caller.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Maps access token claims to a Caller.
 */
class CallerAuthenticationTokenTests {

	private static final AccessSettings SCOPE = new AccessSettings("https://api.example/", "scope", List.of(),
			List.of(), List.of());

	@Test
	void theApplicationIsAzpOrElseClientId() {
		assertThat(caller(token().claim("azp", "app").claim("client_id", "other")).clientId()).isEqualTo("app");
		assertThat(caller(token().claim("client_id", "other")).clientId()).isEqualTo("other");
		assertThat(caller(token()).clientId()).isNull();
	}

	@Test
	void theNameIsTheSubjectAndTheTokenIsForgotten() {
		CallerAuthenticationToken caller = CallerAuthenticationToken.of(token().build(), SCOPE);
		assertThat(caller.getName()).isEqualTo("auth0|ada");
		assertThat(caller.getCredentials()).isEqualTo("");
		assertThat(caller.isAuthenticated()).isTrue();
	}

	@Test
	void aMachineIsItsOwnClient() {
		assertThat(caller(token()).kind()).isEqualTo(Kind.USER);
		assertThat(caller(token().subject("batch@clients").claim("azp", "batch")).kind()).isEqualTo(Kind.MACHINE);
		assertThat(caller(token().subject("batch").claim("client_id", "batch")).kind()).isEqualTo(Kind.MACHINE);
		assertThat(caller(token().subject("batch@clients")).kind()).isEqualTo(Kind.OTHER);
	}

	@Test
	void permissionsComeFromOneClaimAndOfAMachineFromBoth() {
		AccessSettings rbac = new AccessSettings("https://api.example/", "permissions", List.of(), List.of(),
				List.of());
		Jwt.Builder user = token().claim("scope", "openid link:own_account")
			.claim("permissions", List.of("link:any_account", "other"));
		assertThat(caller(user).permissions()).containsExactly("link:own_account");
		Caller operator = CallerAuthenticationToken.of(user.build(), rbac).getPrincipal();
		assertThat(operator.permissions()).containsExactly("link:any_account");
		assertThat(operator.kind()).isEqualTo(Kind.OPERATOR);
		assertThat(caller(user.subject("batch").claim("azp", "batch")).permissions())
			.containsExactlyInAnyOrder("link:own_account", "link:any_account");
	}

	@Test
	void inAnOrganizationNobodyOperates() {
		AccessSettings rbac = new AccessSettings("https://api.example/", "permissions", List.of(), List.of(),
				List.of());
		Jwt member = token().claim("permissions", List.of("link:any_account")).claim("org_id", "org_1").build();
		Caller caller = CallerAuthenticationToken.of(member, rbac).getPrincipal();
		assertThat(caller.kind()).isEqualTo(Kind.USER);
		assertThat(caller.organization()).isEqualTo("org_1");
		assertThat(caller.hasPermission("link:any_account")).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			middle, app; middle; true
			middle, app; app, middle, app; true
			middle, app; middle, other; false
			middle, app; other; false
			;            middle; false
			?;           ?; false
			""")
	void aChainIsPermittedWhereEachLevelIsListed(@Nullable String listed, String chain, boolean isPermitted) {
		AccessSettings settings = new AccessSettings("https://api.example/", "scope", List.of(), List.of(),
				(listed != null) ? List.of(listed.split(", ", -1)) : List.of());
		List<String> actors = List.of(chain.split(", ", -1));
		Caller caller = CallerAuthenticationToken.of(token().claim("act", nested(actors)).build(), settings)
			.getPrincipal();
		assertThat(Objects.requireNonNull(caller.delegation()).actors()).isEqualTo(actors);
		assertThat(caller.isDelegated()).isEqualTo(!isPermitted);
	}

	private static Map<String, Object> nested(List<String> actors) {
		Map<String, Object> level = new LinkedHashMap<>();
		level.put("sub", actors.getFirst().equals("?") ? 7 : actors.getFirst());
		if (actors.size() > 1) {
			level.put("act", nested(actors.subList(1, actors.size())));
		}
		return level;
	}

	private static Caller caller(Jwt.Builder token) {
		return CallerAuthenticationToken.of(token.build(), SCOPE).getPrincipal();
	}

	private static Jwt.Builder token() {
		return Jwt.withTokenValue("t").header("alg", "RS256").subject("auth0|ada");
	}

}
