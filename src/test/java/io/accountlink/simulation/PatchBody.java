package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Body of an update of a user: metadata, and attributes of the profile.
 */
final class PatchBody {

	private static final Set<String> METADATA = Set.of(Account.USER_METADATA, Account.APP_METADATA);

	private static final Set<String> FLAGS = Set.of("email_verified", "phone_verified");

	private static final Set<String> TEXTS = Set.of("email", "phone_number", "given_name", "family_name", "name",
			"nickname", "picture", "username");

	private static final Set<String> MEMBERS = Stream.of(FLAGS, TEXTS, METADATA)
		.flatMap(Set::stream)
		.collect(Collectors.toUnmodifiableSet());

	private final JsonNode body;

	private PatchBody(JsonNode body) {
		this.body = body;
	}

	static PatchBody of(Call call) {
		JsonNode body = Json.readBody(call.body(), MEMBERS);
		body.forEachEntry(PatchBody::requireType);
		return new PatchBody(body);
	}

	Account applyTo(Account account) {
		Account changed = account.whoseLogin(this::changed);
		for (String kind : METADATA) {
			if (this.body.has(kind)) {
				changed = changed.withAttribute(kind, merged(account.attributes().get(kind), this.body.path(kind)));
			}
		}
		return changed;
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

	/**
	 * Merges at the first level only, as Auth0 does. An empty object removes all members,
	 * a null removes one.
	 */
	private static JsonNode merged(@Nullable Object metadata, JsonNode change) {
		ObjectNode merged = Json.object();
		if (metadata instanceof ObjectNode present && !change.isEmpty()) {
			merged.setAll(present);
		}
		change.forEachEntry((name, value) -> {
			if (value.isNull()) {
				merged.remove(name);
			}
			else {
				merged.set(name, value);
			}
		});
		return merged;
	}

	private static void requireType(String member, JsonNode value) {
		if (FLAGS.contains(member) && !value.isBoolean()) {
			throw Refusal.invalidProperty("Expected type boolean", member);
		}
		if (TEXTS.contains(member) && !value.isString() && !value.isNull()) {
			throw Refusal.invalidProperty("Expected type string", member);
		}
		if (METADATA.contains(member)) {
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
