package io.accountlink.settings;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of linking.
 *
 * @param deadline time limit of a whole request with all retries and waits, from 1 s to 5
 * minutes; at least 5 s where {@code user_metadata} is carried over, which takes four
 * calls
 * @param mergeUserMetadata whether a link carries over {@code user_metadata}
 * @param allowUnverifiedEmail whether an account with an address that is not verified may
 * be linked, or linked into
 * @param verifiedConnections names of the connections whose addresses count as verified
 * @param connections names of the connections whose accounts a {@code link_with} may
 * join; none permits all
 * @param previewAlso what else of the secondary account a preview names: {@code roles},
 * {@code organizations}
 * @param revokeOnUnlink whether an unlink asks Auth0 to end the sessions and refresh
 * tokens of the account
 */
@ConfigurationProperties("link")
public record LinkingSettings(@DefaultValue("10s") Duration deadline,
		@Name("merge.user.metadata") @DefaultValue("false") boolean mergeUserMetadata,
		@Name("allow.unverified.email") @DefaultValue("false") boolean allowUnverifiedEmail,
		@Name("verified.connections") @DefaultValue List<String> verifiedConnections,
		@DefaultValue List<String> connections, @Name("preview.also") @DefaultValue List<String> previewAlso,
		@Name("revoke.on.unlink") @DefaultValue("false") boolean revokeOnUnlink) {

	/** Tenant-wide roles, in {@code previewAlso}. */
	public static final String ROLES = "roles";

	/** Organizations, in {@code previewAlso}. */
	public static final String ORGANIZATIONS = "organizations";

	private static final String CONNECTIONS = "names of connections";

	public LinkingSettings {
		verifiedConnections = InvalidSettingException.requireNames("LINK_VERIFIED_CONNECTIONS", verifiedConnections,
				CONNECTIONS);
		connections = InvalidSettingException.requireNames("LINK_CONNECTIONS", connections, CONNECTIONS);
		previewAlso = InvalidSettingException.requireAmong("LINK_PREVIEW_ALSO", previewAlso,
				List.of(ROLES, ORGANIZATIONS));
		InvalidSettingException.requireBetween("LINK_DEADLINE", deadline, "10s", mergeUserMetadata ? "5s" : "1s", "5m");
	}

}
