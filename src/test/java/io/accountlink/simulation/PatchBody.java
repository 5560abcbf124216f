package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Body of an update of a user: metadata, and attributes of the profile.
 */
final class PatchBody {

	private static final String USER_METADATA = "user_metadata";

	private static final String APP_METADATA = "app_metadata";

	private static final Set<String> FLAGS = Set.of("email_verified", "phone_verified");

	private static final Set<String> TEXTS = Set.of("email", "phone_number", "given_name", "family_name", "name",
			"nickname", "picture", "username");

	private static final Set<String> MEMBERS = Stream.of(FLAGS, TEXTS, Set.of(USER_METADATA, APP_METADATA))
		.flatMap(Set::stream)
		.collect(Collectors.toUnmodifiableSet());

	private final JsonNode body;

	private PatchBody(JsonNode body) {
		this.body = body;
	}

	static PatchBody of(Call call) {
		JsonNode body = Schema.parse(call.body());
		Schema.requireMembers(body, MEMBERS);
		body.forEachEntry(PatchBody::requireType);
		return new PatchBody(body);
	}

	Account applyTo(Account account) {
		Metadata user = merged(account.userMetadata(), USER_METADATA);
		Metadata app = merged(account.appMetadata(), APP_METADATA);
		return account.withMetadata(user, app).whoseLogin(this::changed);
	}

	private Identity changed(Identity login) {
		Map<String, Object> profile = new LinkedHashMap<>(login.profile());
		FLAGS.stream().filter(this.body::has).forEach((flag) -> profile.put(flag, this.body.path(flag).booleanValue()));
		TEXTS.stream().filter(this.body::has).forEach((text) -> {
			JsonNode value = this.body.path(text);
			profile.compute(text, (name, old) -> value.isNull() ? null : value.stringValue());
		});
		return login.replacingProfile(profile);
	}

	private Metadata merged(Metadata metadata, String member) {
		return this.body.has(member) ? metadata.merged(this.body.path(member)) : metadata;
	}

	private static void requireType(String member, JsonNode value) {
		if (FLAGS.contains(member) && !value.isBoolean()) {
			throw Refusal.invalidProperty("Expected type boolean", member);
		}
		if (TEXTS.contains(member) && !value.isString() && !value.isNull()) {
			throw Refusal.invalidProperty("Expected type string", member);
		}
		if (member.endsWith("metadata")) {
			requireMetadata(member, value);
		}
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
