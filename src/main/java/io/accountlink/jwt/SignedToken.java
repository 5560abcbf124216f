package io.accountlink.jwt;

import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import org.jspecify.annotations.Nullable;

/**
 * A JWT that the issuer signed.
 *
 * @param type the header's {@code typ}
 * @param claims what the payload says, read by the types that the registered claims have
 * @param raw the same as it stands there
 * @param payload the text of both
 */
public record SignedToken(@Nullable String type, JWTClaimsSet claims, Map<String, Object> raw, String payload) {

	@Override
	public String toString() {
		return "SignedToken[withheld]";
	}

}
