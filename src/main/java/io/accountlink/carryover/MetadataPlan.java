package io.accountlink.carryover;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What a link does with the secondary account's {@code user_metadata}: a pure function of
 * two accounts. Where both have a key, the primary account's value stays.
 *
 * @param missing what the primary account lacks, and the link carries over
 * @param discarded the keys that end with the secondary account
 * @param refusal why {@code missing} can't be written; {@code null} where it can
 */
public record MetadataPlan(Metadata missing, Set<String> discarded, @Nullable Refusal refusal) {

	/** The plan where nothing is carried over. */
	static final MetadataPlan NOTHING = new MetadataPlan(Metadata.EMPTY, Set.of(), null);

	/** A limit of this service: Auth0 advises 16 kB for an object of metadata. */
	static final int MAX_BYTES = 64 * 1024;

	public MetadataPlan {
		discarded = Set.copyOf(discarded);
	}

	/**
	 * Computes the plan. Metadata that is too large to read is refused, except where it
	 * does not matter: nothing is missing if the secondary account has none.
	 */
	public static MetadataPlan of(AccountDetails primary, AccountDetails secondary) {
		Metadata ours = primary.userMetadata();
		Metadata theirs = secondary.userMetadata();
		if (theirs == null) {
			return refused(Refusal.SECONDARY_UNREADABLE);
		}
		if (ours == null) {
			return theirs.isEmpty() ? new MetadataPlan(theirs, Set.of(), null) : refused(Refusal.PRIMARY_UNREADABLE);
		}
		Metadata missing = theirs.without(ours);
		Set<String> discarded = new TreeSet<>(theirs.keys());
		discarded.retainAll(ours.keys());
		return new MetadataPlan(missing, discarded, refusal(ours, missing));
	}

	private static MetadataPlan refused(Refusal refusal) {
		return new MetadataPlan(Metadata.EMPTY, Set.of(), refusal);
	}

	private static @Nullable Refusal refusal(Metadata ours, Metadata missing) {
		if (missing.isEmpty()) {
			return null;
		}
		if (missing.keys().stream().anyMatch((key) -> key.contains(".") || key.contains("$"))) {
			return Refusal.KEY_NOT_ALLOWED;
		}
		int size = ours.plus(missing).toJson().getBytes(StandardCharsets.UTF_8).length;
		return (size > MAX_BYTES) ? Refusal.PRIMARY_TOO_LARGE : null;
	}

	@Override
	public String toString() {
		return "MetadataPlan[" + this.missing + ", " + this.discarded.size() + " discarded, " + this.refusal + "]";
	}

	/**
	 * Why metadata can't be carried over. Repeating the request does not help.
	 */
	public enum Refusal {

		KEY_NOT_ALLOWED("A key of the secondary account's user_metadata holds . or $, which Auth0 accepts in no key."),
		PRIMARY_TOO_LARGE("The primary account would have more than 64 KiB of user_metadata."),
		PRIMARY_UNREADABLE("The primary account is too large to read, so no user_metadata can be added to it."),
		SECONDARY_UNREADABLE("The secondary account is too large to read, so its user_metadata can't be carried over.");

		private final String detail;

		Refusal(String detail) {
			this.detail = detail;
		}

		String detail() {
			return this.detail;
		}

	}

}
