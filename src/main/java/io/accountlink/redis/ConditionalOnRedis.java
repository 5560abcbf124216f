package io.accountlink.redis;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Marks what is there only where the replicas have a Redis. A blank URL is none, since
 * that is what templates make of a variable that isn't set.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnRedis.UrlIsSet.class)
public @interface ConditionalOnRedis {

	/**
	 * Looks whether there is a URL.
	 */
	final class UrlIsSet implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata annotated) {
			return StringUtils.hasText(context.getEnvironment().getProperty("spring.data.redis.url"));
		}

	}

}
