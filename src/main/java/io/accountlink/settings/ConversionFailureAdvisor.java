package io.accountlink.settings;

import java.time.Duration;

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

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Exception failure) throws Exception {
				if (failure instanceof ConversionException) {
					return outOfRange(name.toString(), target.getType().resolve(Object.class));
				}
				return super.onFailure(name, target, context, failure);
			}

		};
	}

	private static Object outOfRange(String property, Class<?> type) {
		boolean isOwn = property.startsWith("link.");
		if (isOwn && type == Duration.class) {
			return Duration.ofSeconds(Long.MIN_VALUE);
		}
		if (isOwn && type == int.class) {
			return Integer.MIN_VALUE;
		}
		throw InvalidSettingException.ofProperty(property, rule(type));
	}

	private static String rule(Class<?> type) {
		if (type == Duration.class) {
			return "must be a time such as 10s";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "must be true or false";
		}
		return "must be of the type " + type.getSimpleName();
	}

}
