package io.accountlink.simulation;

import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Body of an update of a user, limited to the metadata.
 */
final class PatchBody {

	private static final String USER_METADATA = "user_metadata";

	private static final String APP_METADATA = "app_metadata";

	private final JsonNode body;

	private PatchBody(JsonNode body) {
		this.body = body;
	}

	static PatchBody of(Call call) {
		JsonNode body = Schema.parse(call.body());
		Schema.requireMembers(body, Set.of(USER_METADATA, APP_METADATA));
		body.forEachEntry(PatchBody::requireMetadata);
		return new PatchBody(body);
	}

	Account applyTo(Account account) {
		Metadata user = merged(account.userMetadata(), USER_METADATA);
		Metadata app = merged(account.appMetadata(), APP_METADATA);
		return account.withMetadata(user, app);
	}

	private Metadata merged(Metadata metadata, String member) {
		return this.body.has(member) ? metadata.merged(this.body.path(member)) : metadata;
	}

	private static void requireMetadata(String member, JsonNode metadata) {
		if (!metadata.isObject()) {
			throw Refusal.invalidProperty("Expected type object", member);
		}
		metadata.propertyNames().stream().filter(PatchBody::isForbidden).findFirst().ifPresent((name) -> {
			throw Refusal.invalidProperty("Property names must not contain '.' or '$': " + name, member);
		});
	}

	private static boolean isForbidden(String name) {
		return name.contains(".") || name.contains("$");
	}

}
