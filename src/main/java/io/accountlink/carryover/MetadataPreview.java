package io.accountlink.carryover;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What a link would do with the secondary account's metadata.
 *
 * @param userMetadata what becomes of its {@code user_metadata}; absent if it can't be
 * read and isn't to be carried over
 * @param appMetadata what becomes of its {@code app_metadata}, for machines and operators
 * only; absent if it can't be read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetadataPreview(@Nullable UserMetadataKeys userMetadata, @Nullable AppMetadataKeys appMetadata) {

	static MetadataPreview carriedOver(MetadataPlan plan, AccountDetails secondary) {
		return new MetadataPreview(UserMetadataKeys.of(plan.missing().keys(), plan.discarded()),
				AppMetadataKeys.of(secondary.appMetadata()));
	}

	static MetadataPreview discarded(AccountDetails secondary) {
		Metadata metadata = secondary.userMetadata();
		return new MetadataPreview((metadata != null) ? UserMetadataKeys.of(Set.of(), metadata.keys()) : null,
				AppMetadataKeys.of(secondary.appMetadata()));
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

		static @Nullable AppMetadataKeys of(@Nullable Metadata metadata) {
			return (metadata != null) ? new AppMetadataKeys(metadata.keys().stream().sorted().toList()) : null;
		}

	}

}
