package io.accountlink.jwt;

import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses a JWK set into the keys that may verify RS256. Nimbus refuses the whole set for
 * one key that it can't parse, where RFC 7517 section 5 has such keys ignored.
 */
final class JwkSetParser {

	private static final JWKMatcher VERIFIES_RS256 = new JWKMatcher.Builder().keyType(KeyType.RSA)
		.keyUse(KeyUse.SIGNATURE)
		.algorithms(JWSAlgorithm.RS256, null)
		.minKeySize(2048)
		.build();

	private JwkSetParser() {
	}

	/**
	 * Parses a JWK set.
	 * @param json the text of the set
	 * @return its RSA keys of at least 2048 bits (RFC 7518 section 3.3) with the
	 * {@code use} {@code sig} and a {@code kid} that no other of these keys has; a key of
	 * another type may have the same (RFC 7517 section 4.5)
	 * @throws JwkSetException if the text is no JWK set, or holds no key with a unique
	 * {@code kid}
	 */
	static JWKSet parse(String json) throws JwkSetException {
		List<JWK> keys = members(json).valueStream()
			.filter(JsonNode::isObject)
			.flatMap(JwkSetParser::key)
			.filter((key) -> key.getKeyID() != null)
			.toList();
		Map<String, List<JWK>> byId = keys.stream()
			.filter(VERIFIES_RS256::matches)
			.collect(Collectors.groupingBy(JWK::getKeyID));
		List<JWK> unique = byId.values().stream().filter((sameId) -> sameId.size() == 1).map(List::getFirst).toList();
		if (keys.isEmpty() || (unique.isEmpty() && !byId.isEmpty())) {
			throw new JwkSetException("the JWK set holds no key: check AUTH0_ISSUER and the tenant's signing keys");
		}
		return new JWKSet(unique);
	}

	private static JsonNode members(String json) throws JwkSetException {
		try {
			return JsonMapper.shared().readTree(json).path("keys").asArray();
		}
		catch (JacksonException malformed) {
			throw new JwkSetException("the answer is not a JWK set: check AUTH0_ISSUER and the proxy");
		}
	}

	// Nimbus throws a ParseException, or an unchecked exception such as the
	// NullPointerException for an "oth" without members (RFC 7518 section 6.3.2.7).
	private static Stream<JWK> key(JsonNode member) {
		try {
			return Stream.of(JWK.parse(member.toString()));
		}
		catch (ParseException | RuntimeException unparseable) {
			return Stream.empty();
		}
	}

}
