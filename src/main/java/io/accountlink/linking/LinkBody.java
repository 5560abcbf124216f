package io.accountlink.linking;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import org.springframework.util.StringUtils;

/**
 * The secondary account, in one of two modes: {@code link_with} proves that the caller
 * owns it; {@code provider} and {@code user_id} name it, for machines and operators only.
 * A member that is null or blank counts as absent.
 *
 * @param linkWith an ID token of the secondary account: signed with RS256, issued to one
 * of the configured clients, with the time of a recent login ({@code auth_time})
 * @param provider the identity provider of the secondary account, such as
 * {@code google-oauth2}: lower-case letters, digits and {@code -}, at most 64
 * @param userId the user id at the provider, a string or an integer, at most 512
 * characters, no control character, no white space at either end; a leading
 * {@code provider|} is removed
 * @param connectionId the connection, if the provider has several: {@code con_} and 16
 * letters or digits, the pattern of Auth0's link endpoint
 */
record LinkBody(@Nullable String linkWith, @Nullable String provider,
		@JsonDeserialize(using = LinkBody.StringOrIntegerDeserializer.class) @Nullable String userId,
		@Nullable String connectionId) {

	private static final Pattern CONNECTION_ID = Pattern.compile("con_[A-Za-z0-9]{16}");

	LinkRequest toRequest() {
		boolean reference = StringUtils.hasText(this.provider) || StringUtils.hasText(this.userId)
				|| StringUtils.hasText(this.connectionId);
		if (StringUtils.hasText(this.linkWith) && !reference) {
			return new WithIdToken(this.linkWith);
		}
		if (StringUtils.hasText(this.linkWith) || !reference) {
			throw ProblemType.INVALID_REQUEST.withDetail("Send either link_with, or provider and user_id.")
				.withErrors(List.of(new InvalidField("link_with",
						reference ? "must be the only member" : "or provider and user_id must be present")));
		}
		return byReference();
	}

	private ByReference byReference() {
		List<InvalidField> errors = new ArrayList<>();
		if (!StringUtils.hasText(this.provider)) {
			errors.add(new InvalidField("provider", "must be present"));
		}
		if (!StringUtils.hasText(this.userId)) {
			errors.add(new InvalidField("user_id", "must be present"));
		}
		if (StringUtils.hasText(this.connectionId) && !CONNECTION_ID.matcher(this.connectionId).matches()) {
			errors.add(new InvalidField("connection_id", "must be con_ and 16 letters or digits"));
		}
		IdentityKey identity = identity(errors);
		if (identity == null || !errors.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.problem("request body").withErrors(errors);
		}
		return new ByReference(identity, StringUtils.hasText(this.connectionId) ? this.connectionId : null);
	}

	private @Nullable IdentityKey identity(List<InvalidField> errors) {
		if (!StringUtils.hasText(this.provider) || !StringUtils.hasText(this.userId)) {
			return null;
		}
		try {
			return IdentityKey.withoutProviderPrefix(this.provider, this.userId);
		}
		catch (InvalidIdException invalid) {
			errors.add(new InvalidField(invalid.isOfProvider() ? "provider" : "user_id", invalid.rule()));
			return null;
		}
	}

	@Override
	public String toString() {
		return "LinkBody[withheld]";
	}

	/**
	 * Reads a string or an integer as a string, digit for digit. Jackson's coercion
	 * configuration applies to a type, and only this one property accepts an integer.
	 */
	static final class StringOrIntegerDeserializer extends StdDeserializer<String> {

		StringOrIntegerDeserializer() {
			super(String.class);
		}

		@Override
		public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.hasToken(JsonToken.VALUE_STRING) || parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
				return parser.getString();
			}
			return (String) context.handleUnexpectedToken(String.class, parser);
		}

	}

}
