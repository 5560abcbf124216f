package io.accountlink.linking;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Reads no more of a body than a request can need.
 */
@ControllerAdvice
class BodyLimit extends RequestBodyAdviceAdapter {

	private static final int MAX_BYTES = 16 * 1024;

	@Override
	public boolean supports(MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) throws IOException {
		long announced = message.getHeaders().getContentLength();
		if (announced > MAX_BYTES) {
			throw tooLarge();
		}
		byte[] body = message.getBody().readNBytes((announced < 0) ? MAX_BYTES + 1 : (int) announced);
		if (body.length > MAX_BYTES) {
			throw tooLarge();
		}
		return new Body(message.getHeaders(), new ByteArrayInputStream(body));
	}

	private static ProblemException tooLarge() {
		return ProblemType.BODY_TOO_LARGE.because("A body has at most 16 KiB.");
	}

	/**
	 * A body that has been read.
	 *
	 * @param headers of the request
	 * @param body from its beginning
	 */
	private record Body(HttpHeaders headers, InputStream body) implements HttpInputMessage {

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

	}

}
