package io.accountlink.access;

import java.net.URI;
import java.net.URISyntaxException;
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
 * @param clients the client ids whose access tokens are accepted; none accepts all
 * @param actors the client ids that may act for a user; none permits no delegation
 */
@ConfigurationProperties("link")
record AccessSettings(@DefaultValue("") String audience,
		@Name("permissions.claim") @DefaultValue("scope") String permissionsClaim,
		@Name("cors.allowed.origins") @DefaultValue List<String> corsAllowedOrigins, @DefaultValue List<String> clients,
		@DefaultValue List<String> actors) {

	private static final int MAX_PORT = 65_535;

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
		clients = InvalidSettingException.requireNames("LINK_CLIENTS", clients, "client ids");
		actors = InvalidSettingException.requireNames("LINK_ACTORS", actors, "client ids");
	}

	private static void requireOrigin(String origin) {
		if (!isOrigin(origin)) {
			throw new InvalidSettingException("LINK_CORS_ALLOWED_ORIGINS",
					"must be a comma-separated list of origins such as https://app.example.com, without a path or *");
		}
	}

	// RFC 6454 section 6.2.
	private static boolean isOrigin(String text) {
		try {
			URI url = new URI(text);
			String port = (url.getPort() < 0) ? "" : ":" + url.getPort();
			return url.getHost() != null && url.getPort() <= MAX_PORT
					&& text.equals(url.getScheme() + "://" + url.getHost() + port);
		}
		catch (URISyntaxException malformed) {
			return false;
		}
	}

	boolean readsRbacPermissions() {
		return this.permissionsClaim.equals("permissions");
	}

}
