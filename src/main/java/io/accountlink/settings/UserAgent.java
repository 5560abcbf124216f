package io.accountlink.settings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/**
 * The {@code User-Agent} of calls to Auth0 (RFC 9110 section 10.1.5), which its tenant
 * log shows: {@code account-link/} and the version of the build.
 */
@Component
public final class UserAgent {

	private final String value;

	UserAgent(ObjectProvider<BuildProperties> build) {
		BuildProperties properties = build.getIfAvailable();
		this.value = "account-link/" + ((properties != null) ? properties.getVersion() : "unknown");
	}

	@Override
	public String toString() {
		return this.value;
	}

}
