package io.accountlink.linking;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
 * @param roles its tenant-wide roles, for machines and operators only; {@code null} if
 * they can't be read or are more than 100, absent if the service is not configured to
 * read them
 * @param organizations its organizations; {@code null} or absent for the same reasons
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Preview(Outcome outcome, Account account, @Nullable Account secondary,
		@JsonUnwrapped @Nullable MetadataPreview metadata, @Nullable DiscardedMemberships roles,
		@Nullable DiscardedMemberships organizations) {

	/**
	 * Names of memberships that end with the secondary account. As JSON it is
	 * {@code null} where they are unknown, so that {@code null} is not absent.
	 *
	 * @param names the names
	 */
	record DiscardedMemberships(@JsonValue @Nullable MembershipNames names) {

		/**
		 * Returns the names of one kind of memberships.
		 * @param memberships the names of each kind that was read; empty where it could
		 * not be
		 */
		static @Nullable DiscardedMemberships of(String kind, Map<String, Optional<List<String>>> memberships) {
			return memberships.containsKey(kind)
					? new DiscardedMemberships(memberships.get(kind).map(MembershipNames::new).orElse(null)) : null;
		}

		/**
		 * Names of memberships that end with the secondary account.
		 *
		 * @param discarded the names, sorted
		 */
		record MembershipNames(List<String> discarded) {
		}

	}

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
