package io.accountlink.access;

import java.util.List;

import io.accountlink.access.Caller.Kind;
import org.junit.jupiter.api.Test;

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

	private static Caller caller(Jwt.Builder token) {
		return CallerAuthenticationToken.of(token.build(), SCOPE).getPrincipal();
	}

	private static Jwt.Builder token() {
		return Jwt.withTokenValue("t").header("alg", "RS256").subject("auth0|ada");
	}

}
