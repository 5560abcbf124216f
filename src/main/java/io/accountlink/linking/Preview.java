package io.accountlink.linking;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.account.Account;
import io.accountlink.carryover.MetadataPreview;
import org.jspecify.annotations.Nullable;

/**
 * What a link would do. Metadata is told by the names of its top-level keys, sorted,
 * never by a value.
 *
 * @param outcome whether the link would link the secondary account, or find it linked
 * @param account the primary account as it would be; as it is if the secondary account is
 * linked already, and then all that follows is absent
 * @param secondary the secondary account: all its identities come along
 * @param metadata what becomes of its metadata
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Preview(Outcome outcome, Account account, @Nullable Account secondary,
		@JsonUnwrapped @Nullable MetadataPreview metadata) {

	/**
	 * Outcome of the link.
	 */
	enum Outcome {

		WOULD_LINK, ALREADY_LINKED;

		@JsonValue
		String code() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
