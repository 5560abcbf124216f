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
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.util.StringUtils;

/**
 * The secondary account, in one of two modes: {@code link_with} alone, which proves that
 * the caller owns it, or {@code provider} and {@code user_id}, which a machine or an
 * operator may send. A member that is absent, null or blank counts as absent.
 *
 * @param linkWith an ID token of the secondary account: signed with RS256, issued to one
 * of the configured clients for a login that is fresh enough
 * @param provider the strategy of the secondary account's login, such as
 * {@code google-oauth2}: lower-case letters, digits and {@code -}, at most 64
 * @param userId the provider's own id of the user, a string or an integer, at most 255
 * characters and no white space; a leading {@code provider|} is dropped
 * @param connectionId which of several connections of the provider is meant: {@code con_}
 * and 16 letters or digits
 */
record LinkBody(@Nullable String linkWith, @Nullable String provider,
		@JsonDeserialize(using = StringOrInteger.class) @Nullable String userId, @Nullable String connectionId) {

	private static final Pattern CONNECTION_ID = Pattern.compile("con_[A-Za-z0-9]{16}");

	LinkRequest toRequest() {
		boolean reference = StringUtils.hasText(this.provider) || StringUtils.hasText(this.userId)
				|| StringUtils.hasText(this.connectionId);
		if (StringUtils.hasText(this.linkWith) && !reference) {
			return new WithIdToken(this.linkWith);
		}
		if (StringUtils.hasText(this.linkWith) || !reference) {
			throw ProblemType.INVALID_REQUEST.because("Send either link_with, or provider and user_id.")
				.withErrors(List.of(new InvalidField("link_with",
						reference ? "goes with no other member" : "or provider and user_id must be there")));
		}
		return byReference();
	}

	private ByReference byReference() {
		List<InvalidField> errors = new ArrayList<>();
		if (!StringUtils.hasText(this.provider)) {
			errors.add(new InvalidField("provider", "must be there"));
		}
		if (!StringUtils.hasText(this.userId)) {
			errors.add(new InvalidField("user_id", "must be there"));
		}
		if (StringUtils.hasText(this.connectionId) && !CONNECTION_ID.matcher(this.connectionId).matches()) {
			errors.add(new InvalidField("connection_id", "must be con_ and 16 letters or digits"));
		}
		IdentityKey identity = identity(errors);
		if (identity == null || !errors.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because("The body is not as the API asks for.").withErrors(errors);
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

}
