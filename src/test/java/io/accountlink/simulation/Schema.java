package io.accountlink.simulation;

import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Checks that Auth0 makes of every JSON request body.
 */
final class Schema {

	private Schema() {
	}

	static JsonNode parse(String body) {
		try {
			return Json.read(body);
		}
		catch (JacksonException ex) {
			throw Refusal.invalidBody("Expected type object but found no JSON");
		}
	}

	static void requireMembers(JsonNode body, Set<String> allowed) {
		if (!body.isObject()) {
			throw Refusal.invalidBody("Expected type object");
		}
		if (body.isEmpty()) {
			throw Refusal.invalidBody("Too few properties defined (0), minimum 1");
		}
		body.propertyNames().stream().filter((name) -> !allowed.contains(name)).findFirst().ifPresent((name) -> {
			throw Refusal.invalidBody("Additional properties not allowed: " + name);
		});
	}

}
