package io.accountlink.auth0;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

import io.accountlink.account.Metadata;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads metadata as JSON text by key. A Java number would change {@code 1.10} or a number
 * of twenty digits.
 */
class MetadataDeserializer extends StdDeserializer<Metadata> {

	private static final JsonMapper JSON = JsonMapper.shared();

	MetadataDeserializer() {
		super(Metadata.class);
	}

	@Override
	public Metadata deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.START_OBJECT)) {
			return (Metadata) context.handleUnexpectedToken(Metadata.class, parser);
		}
		Map<String, String> values = new LinkedHashMap<>();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String key = parser.currentName();
			if (parser.nextToken() == JsonToken.VALUE_NULL) {
				values.remove(key);
			}
			else {
				values.put(key, compact(parser));
			}
		}
		return new Metadata(values);
	}

	private static String compact(JsonParser parser) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = JSON.createGenerator(text)) {
			int depth = 0;
			do {
				depth += depthChange(parser.currentToken());
				copy(parser, generator);
			}
			while (depth > 0 && parser.nextToken() != null);
		}
		return text.toString();
	}

	private static int depthChange(JsonToken token) {
		if (token.isStructStart()) {
			return 1;
		}
		return token.isStructEnd() ? -1 : 0;
	}

	private static void copy(JsonParser parser, JsonGenerator generator) {
		if (parser.currentToken().isNumeric()) {
			generator.writeNumber(parser.getString());
		}
		else {
			generator.copyCurrentEvent(parser);
		}
	}

}
