package io.accountlink.settings;

import java.time.Duration;

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
 */
@ConfigurationProperties("link")
public record LinkingSettings(@DefaultValue("10s") Duration deadline,
		@Name("merge.user.metadata") @DefaultValue("false") boolean mergeUserMetadata) {

	public LinkingSettings {
		InvalidSettingException.requireBetween("LINK_DEADLINE", deadline, "10s", mergeUserMetadata ? "5s" : "1s", "5m");
	}

}
