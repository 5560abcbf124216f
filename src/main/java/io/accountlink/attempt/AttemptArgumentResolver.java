package io.accountlink.attempt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Resolves the {@link Attempt} of a controller method: authorizes the caller for the
 * account in the path. Spring resolves parameters in their order, so it stands before the
 * body, which is parsed for an authorized caller only.
 */
@Component
class AttemptArgumentResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

	private static final Set<String> READS = Set.of("GET", "HEAD");

	private final AccountAccess access;

	AttemptArgumentResolver(AccountAccess access) {
		this.access = access;
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(this);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Attempt.class;
	}

	@Override
	public Attempt resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer model,
			NativeWebRequest web, @Nullable WebDataBinderFactory binders) {
		HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
		Attempt attempt = (Attempt) request.getAttribute(Attempt.ATTRIBUTE);
		Caller caller = Caller.of(request).orElseThrow();
		this.access.requirePermission(caller);
		attempt.resolve(accountId(request), caller);
		this.access.requireAccount(caller, attempt.account(), READS.contains(request.getMethod()));
		return attempt;
	}

	private static String accountId(HttpServletRequest request) {
		Map<?, ?> variables = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return Objects.requireNonNull(variables.get("id")).toString();
	}

}
