package io.accountlink.access;

import java.util.List;
import java.util.Set;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings for authentication and authorization of callers.
 *
 * @param audience the API identifier that callers' access tokens carry
 * @param permissionsClaim the claim that permissions are read from: {@code scope} or
 * {@code permissions}
 * @param corsAllowedOrigins the origins of browser frontends that call directly, of any
 * scheme: web views have {@code capacitor://localhost}
 */
@ConfigurationProperties("link")
record AccessSettings(@DefaultValue("") String audience,
		@Name("permissions.claim") @DefaultValue("scope") String permissionsClaim,
		@Name("cors.allowed.origins") @DefaultValue List<String> corsAllowedOrigins) {

	AccessSettings {
		if (audience.isBlank()) {
			throw new InvalidSettingException("LINK_AUDIENCE",
					"is missing: set it to the API identifier that callers' access tokens carry");
		}
		if (!Set.of("scope", "permissions").contains(permissionsClaim)) {
			throw new InvalidSettingException("LINK_PERMISSIONS_CLAIM", "must be scope or permissions");
		}
		corsAllowedOrigins = List.copyOf(corsAllowedOrigins);
		corsAllowedOrigins.forEach(AccessSettings::requireOrigin);
	}

	private static void requireOrigin(String origin) {
		if (!origin.matches("[a-z][a-z0-9+.\\-]*://[A-Za-z0-9.\\-\\[\\]:]+")) {
			throw new InvalidSettingException("LINK_CORS_ALLOWED_ORIGINS",
					"must be a comma-separated list of origins such as https://app.example.com, without a path or *");
		}
	}

	boolean readsRbacPermissions() {
		return this.permissionsClaim.equals("permissions");
	}

}
