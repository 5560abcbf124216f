package io.accountlink.settings;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionException;
import org.springframework.stereotype.Component;

/**
 * Explains values of the wrong type. A time or a number of this service's own settings is
 * replaced with one that is out of every range, so that the settings record refuses it
 * with its own message, which names the range.
 */
@Component
class ConversionFailureAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final Map<Class<?>, Object> OUT_OF_RANGE = Map.of(Duration.class, Duration.ofSeconds(Long.MIN_VALUE),
			int.class, Integer.MIN_VALUE, Integer.class, Integer.MIN_VALUE);

	private static final Map<Class<?>, String> RULES = Map.of(Duration.class, "must be a time such as 10s",
			boolean.class, "must be true or false", Boolean.class, "must be true or false");

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Exception failure) throws Exception {
				return (failure instanceof ConversionException)
						? outOfRange(name.toString(), target.getType().resolve(Object.class))
						: super.onFailure(name, target, context, failure);
			}

		};
	}

	private static Object outOfRange(String property, Class<?> type) {
		Object outOfRange = OUT_OF_RANGE.get(type);
		if (outOfRange == null || !property.startsWith("link.")) {
			throw InvalidSettingException.ofProperty(property,
					RULES.getOrDefault(type, "must be of the type " + type.getSimpleName()));
		}
		return outOfRange;
	}

}
