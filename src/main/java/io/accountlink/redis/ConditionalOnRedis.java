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
 * Registers a bean only where {@code SPRING_DATA_REDIS_URL} is set. A blank URL counts as
 * absent, since deployment templates render unset variables as blank.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnRedis.OnRedisUrl.class)
public @interface ConditionalOnRedis {

	/**
	 * Matches where the URL has text. {@code @ConditionalOnProperty} also matches a blank
	 * value.
	 */
	final class OnRedisUrl implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata annotated) {
			return StringUtils.hasText(context.getEnvironment().getProperty("spring.data.redis.url"));
		}

	}

}
