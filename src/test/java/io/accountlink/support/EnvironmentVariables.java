package io.accountlink.support;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.ClassUtils;

/**
 * The environment variables of all settings records.
 */
public final class EnvironmentVariables {

	private EnvironmentVariables() {
	}

	public static Set<String> all() {
		ClassPathScanningCandidateComponentProvider settings = new ClassPathScanningCandidateComponentProvider(false);
		settings.setEnvironment(new MockEnvironment().withProperty("spring.data.redis.url", "redis://redis"));
		settings.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		Set<String> names = new TreeSet<>();
		settings.findCandidateComponents("io.accountlink")
			.stream()
			.map(BeanDefinition::getBeanClassName)
			.map((name) -> ClassUtils.resolveClassName(Objects.requireNonNull(name), null))
			.filter(Class::isRecord)
			.forEach((type) -> addAll(type, names));
		return names;
	}

	// @Name annotates the parameters of the canonical constructor.
	private static void addAll(Class<?> type, Set<String> names) {
		String prefix = type.getAnnotation(ConfigurationProperties.class).value();
		for (Parameter parameter : canonicalConstructor(type).getParameters()) {
			Name name = parameter.getAnnotation(Name.class);
			String property = prefix + "." + ((name != null) ? name.value() : parameter.getName());
			names.add(property.replace('.', '_').toUpperCase(Locale.ROOT));
		}
	}

	private static Constructor<?> canonicalConstructor(Class<?> type) {
		return Arrays.stream(type.getDeclaredConstructors())
			.filter((each) -> each.getParameterCount() == type.getRecordComponents().length)
			.findFirst()
			.orElseThrow();
	}

}
