package io.accountlink.access;

import java.lang.reflect.Type;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Starts the deadline again once the body is read, since the time that a caller takes to
 * send it is not Auth0's.
 */
@ControllerAdvice
class DeadlineAdvice extends RequestBodyAdviceAdapter {

	@Override
	public boolean supports(MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) {
		return true;
	}

	@Override
	public Object afterBodyRead(Object body, HttpInputMessage message, MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) {
		RequestAttributes request = RequestContextHolder.currentRequestAttributes();
		if (request.getAttribute(AccountRequest.ATTRIBUTE,
				RequestAttributes.SCOPE_REQUEST) instanceof AccountRequest received) {
			received.restartDeadline();
		}
		return body;
	}

}
