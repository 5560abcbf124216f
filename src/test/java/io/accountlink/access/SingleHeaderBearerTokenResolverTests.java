package io.accountlink.access;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resolves the access token from a single Authorization header.
 */
class SingleHeaderBearerTokenResolverTests {

	@Test
	void withoutAHeaderThereIsNone() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setParameter("access_token", "a.b.c");
		assertThat(new SingleHeaderBearerTokenResolver().resolve(request)).isNull();
	}

	@Test
	void itIsWhatFollowsTheScheme() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Authorization", "bearer a.b.c");
		assertThat(new SingleHeaderBearerTokenResolver().resolve(request)).isEqualTo("a.b.c");
	}

}
