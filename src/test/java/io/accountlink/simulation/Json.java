package io.accountlink.simulation;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON mapper of the simulation.
 */
final class Json {

	private static final JsonMapper MAPPER = new JsonMapper();

	private Json() {
	}

	static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	static JsonNode read(String text) {
		return MAPPER.readTree(text);
	}

}
