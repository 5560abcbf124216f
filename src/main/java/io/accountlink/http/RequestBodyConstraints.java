package io.accountlink.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.accountlink.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Limits a request body to 16 KiB of UTF-8 (RFC 8259 section 8.1) without a content
 * coding. A byte order mark is ignored, which that section permits.
 */
@ControllerAdvice
class RequestBodyConstraints extends RequestBodyAdviceAdapter {

	private static final int MAX_BYTES = 16 * 1024;

	private static final String NO_CODING = "identity";

	// Of the current request.
	private final HttpServletResponse response;

	RequestBodyConstraints(HttpServletResponse response) {
		this.response = response;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type target,
			Class<? extends HttpMessageConverter<?>> converter) throws IOException {
		requireNoContentCoding(message.getHeaders());
		long announced = message.getHeaders().getContentLength();
		if (announced > MAX_BYTES) {
			throw ProblemType.BODY_TOO_LARGE.problem();
		}
		byte[] body = message.getBody().readNBytes((announced < 0) ? MAX_BYTES + 1 : (int) announced);
		if (body.length > MAX_BYTES) {
			throw ProblemType.BODY_TOO_LARGE.problem();
		}
		requireUtf8(message.getHeaders().getContentType(), body);
		return new Body(message.getHeaders(), new ByteArrayInputStream(body));
	}

	// RFC 9110 section 15.5.16
	private void requireNoContentCoding(HttpHeaders headers) {
		for (String coding : headers.getValuesAsList(HttpHeaders.CONTENT_ENCODING)) {
			if (!coding.isEmpty() && !coding.equalsIgnoreCase(NO_CODING)) {
				this.response.setHeader(HttpHeaders.ACCEPT_ENCODING, NO_CODING);
				throw ProblemType.UNSUPPORTED_MEDIA_TYPE.withDetail("Send the request body without Content-Encoding.");
			}
		}
	}

	// JSON begins with ASCII, so that UTF-16 and UTF-32 hold a NUL. They may be valid as
	// UTF-8, and Jackson detects its encoding.
	private static void requireUtf8(@Nullable MediaType declared, byte[] body) throws CharacterCodingException {
		boolean isDeclaredAsUtf8 = declared == null || declared.getCharset() == null
				|| declared.getCharset().equals(StandardCharsets.UTF_8);
		String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		if (!isDeclaredAsUtf8 || text.indexOf('\0') >= 0) {
			throw new CharacterCodingException();
		}
	}

	/**
	 * A request body that has been read.
	 *
	 * @param headers of the request
	 * @param body all of its bytes
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
