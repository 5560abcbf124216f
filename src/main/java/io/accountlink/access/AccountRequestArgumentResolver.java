package io.accountlink.access;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.accountlink.account.AccountId;
import io.accountlink.account.InvalidIdException;
import io.accountlink.audit.RequestAudit;
import io.accountlink.settings.LinkingSettings;
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
 * Resolves the {@link AccountRequest} of a controller method: authorizes the caller for
 * the account in the path. Spring resolves parameters in their order, so it stands before
 * the body, which is parsed for an authorized caller only.
 */
@Component
class AccountRequestArgumentResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

	private static final Set<String> READS = Set.of("GET", "HEAD");

	private final AccountAccess access;

	private final LinkingSettings settings;

	AccountRequestArgumentResolver(AccountAccess access, LinkingSettings settings) {
		this.access = access;
		this.settings = settings;
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(this);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == AccountRequest.class;
	}

	@Override
	public AccountRequest resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer model,
			NativeWebRequest web, @Nullable WebDataBinderFactory binders) {
		HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
		Caller caller = Caller.of(request).orElseThrow();
		this.access.requirePermission(caller);
		AccountId account = account(request, caller);
		this.access.requireAccount(caller, account, READS.contains(request.getMethod()));
		AccountRequest authorized = new AccountRequest(caller, account, RequestAudit.of(request).orElseThrow(),
				this.settings.deadline());
		request.setAttribute(AccountRequest.ATTRIBUTE, authorized);
		return authorized;
	}

	private static AccountId account(HttpServletRequest request, Caller caller) {
		Map<?, ?> variables = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		try {
			return AccountId.inPath(Objects.requireNonNull(variables.get("id")).toString(), caller.subject());
		}
		catch (InvalidIdException invalid) {
			throw AccountRequest.invalidPath("id", invalid.rule());
		}
	}

}
