package io.accountlink.simulation;

import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON mapper of the simulation. A number keeps every digit.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private Json() {
	}

	static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static JsonNode read(String text) {
		return MAPPER.readTree(text);
	}

	/**
	 * Reads a request body: an object with at least one member, and only with members
	 * that the schema lists.
	 */
	static JsonNode readBody(String text, Set<String> members) {
		JsonNode body = readMembers(text, members);
		if (body.isEmpty()) {
			throw Refusal.invalidBody("Too few properties defined (0), minimum 1");
		}
		return body;
	}

	/**
	 * Reads a request body: an object only with members that the schema lists.
	 */
	static JsonNode readMembers(String text, Set<String> members) {
		JsonNode body;
		try {
			body = read(text);
		}
		catch (JacksonException ex) {
			throw Refusal.invalidBody("Expected type object but found no JSON");
		}
		if (!body.isObject()) {
			throw Refusal.invalidBody("Expected type object");
		}
		body.propertyNames().stream().filter((name) -> !members.contains(name)).findFirst().ifPresent((name) -> {
			throw Refusal.invalidBody("Additional properties not allowed: " + name);
		});
		return body;
	}

}
