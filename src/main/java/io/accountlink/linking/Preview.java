package io.accountlink.linking;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.account.LinkedIdentities;
import org.jspecify.annotations.Nullable;

/**
 * What a link would do. Metadata is told by the names of its top-level keys, sorted,
 * never by a value.
 *
 * @param outcome whether the link would link the secondary account, or find it linked
 * @param account the primary account as it would be; as it is if the secondary account is
 * linked already, and then all that follows is absent
 * @param secondary the secondary account: all its identities come along
 * @param userMetadata what becomes of its {@code user_metadata}; absent if it can't be
 * read and isn't to be carried over
 * @param appMetadata what becomes of its {@code app_metadata}, for machines and operators
 * only; absent if it can't be read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Preview(Outcome outcome, LinkedIdentities account, @Nullable LinkedIdentities secondary,
		@Nullable UserMetadataKeys userMetadata, @Nullable AppMetadataKeys appMetadata) {

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

	/**
	 * Keys of the secondary account's {@code user_metadata}.
	 *
	 * @param carriedOver the keys that the primary account would get
	 * @param discarded the keys that end with the secondary account
	 */
	record UserMetadataKeys(List<String> carriedOver, List<String> discarded) {

		static UserMetadataKeys of(Collection<String> carriedOver, Collection<String> discarded) {
			return new UserMetadataKeys(carriedOver.stream().sorted().toList(), discarded.stream().sorted().toList());
		}

	}

	/**
	 * Keys of the secondary account's {@code app_metadata}, which is never carried over.
	 *
	 * @param discarded the keys that end with the secondary account
	 */
	record AppMetadataKeys(List<String> discarded) {

		static AppMetadataKeys of(Collection<String> discarded) {
			return new AppMetadataKeys(discarded.stream().sorted().toList());
		}

	}

}
