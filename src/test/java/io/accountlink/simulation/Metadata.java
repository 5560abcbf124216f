package io.accountlink.simulation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * {@code user_metadata} or {@code app_metadata} of an account.
 *
 * @param members the members by name, in the order of their addition
 * @param isSet whether it was ever written
 */
public record Metadata(Map<String, JsonNode> members, boolean isSet) {

	static final Metadata NONE = new Metadata(Map.of(), false);

	public Metadata {
		members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
	}

	static Metadata of(String json) {
		return of(Json.read(json).asObject());
	}

	/**
	 * Merges at the first level only, as Auth0 does. An empty object removes all members,
	 * a null removes one.
	 */
	Metadata merged(JsonNode change) {
		if (change.isEmpty()) {
			return new Metadata(Map.of(), true);
		}
		Map<String, JsonNode> merged = new LinkedHashMap<>(this.members);
		change.forEachEntry((name, value) -> merged.compute(name, (any, old) -> value.isNull() ? null : value));
		return new Metadata(merged, true);
	}

	String json() {
		return Json.write(this.members);
	}

	private static Metadata of(JsonNode object) {
		Map<String, JsonNode> members = new LinkedHashMap<>();
		object.forEachEntry(members::put);
		return new Metadata(members, true);
	}

}
