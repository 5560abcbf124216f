package io.accountlink.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the Kubernetes manifests with strict field validation, as the API server does: an
 * unknown field is an error.
 */
public final class Manifests {

	public static final Path FOLDER = Path.of("src/main/kubernetes");

	private static final JsonMapper strict = JsonMapper.builder()
		.annotationIntrospector(new UnknownFieldsIntrospector())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private Manifests() {
	}

	public static <T> T read(String name, Class<T> kind) {
		return strict.convertValue(load(FOLDER.resolve(name)), kind);
	}

	public static JsonNode tree(Path file) {
		return strict.valueToTree(load(file));
	}

	private static Object load(Path file) {
		try {
			return new Yaml().load(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ignores the any-setter of the model classes, which would accept unknown fields.
	 */
	private static final class UnknownFieldsIntrospector extends JacksonAnnotationIntrospector {

		@Override
		public @Nullable Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
			return false;
		}

	}

}
