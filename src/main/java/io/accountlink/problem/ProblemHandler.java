package io.accountlink.problem;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.accountlink.problem.ProblemException.InvalidField;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Writes every problem: for controllers, filters, Spring Security and the container.
 */
@Component
@ControllerAdvice
public class ProblemHandler {

	/**
	 * The request attribute that holds the {@link ProblemType} once a problem was
	 * answered.
	 */
	public static final String PROBLEM = "problem";

	private static final Log log = LogFactory.getLog(ProblemHandler.class);

	private static final int LONGEST_NAME = 64;

	private final JsonMapper json;

	ProblemHandler(JsonMapper json) {
		this.json = json;
	}

	@ExceptionHandler
	public void handle(ProblemException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		write(Problem.of(exception), exception, request, response);
	}

	@ExceptionHandler
	void handle(HttpMessageNotReadableException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		handle(malformedBody(exception.getCause()), request, response);
	}

	// The firewall looks at a header only when somebody reads it, which may be as late as
	// this.
	@ExceptionHandler
	void handle(RequestRejectedException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		handle(forStatus(HttpServletResponse.SC_BAD_REQUEST), request, response);
	}

	@ExceptionHandler
	void handle(Exception exception, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (exception instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
			error.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
			handle(forStatus(error.getStatusCode().value()), request, response);
			return;
		}
		ProblemException defect = forStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
		Problem problem = Problem.of(defect);
		log.error("A request ended in a defect, " + problem.instance(), exception);
		write(problem, defect, request, response);
	}

	/**
	 * The problem that a request was answered with.
	 */
	public static Optional<ProblemType> of(HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(PROBLEM) instanceof ProblemType type) {
			return Optional.of(type);
		}
		return (response.getStatus() < HttpServletResponse.SC_BAD_REQUEST) ? Optional.empty()
				: Optional.of(forStatus(response.getStatus()).type());
	}

	/**
	 * The problem behind a status that the framework or the container chose.
	 */
	static ProblemException forStatus(int status) {
		return switch (status) {
			case 401 -> ProblemType.UNAUTHENTICATED.because("The request needs a valid access token.");
			case 404 -> ProblemType.NOT_FOUND.because("The API has no such path.");
			case 405 -> ProblemType.METHOD_NOT_ALLOWED.because("The header Allow names what this path takes.");
			case 406 -> ProblemType.NOT_ACCEPTABLE.because("The API answers in application/json.");
			case 413 -> ProblemType.BODY_TOO_LARGE.because("A body has at most 16 KiB.");
			case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Send the body as application/json.");
			case 503 -> ProblemType.OVERLOADED.because("Try again in a moment.").retryAfter(Duration.ofSeconds(1));
			case 501, 505 -> ProblemType.INVALID_REQUEST.because("This API knows no such version, method or encoding.");
			default -> (status < 500) ? ProblemType.INVALID_REQUEST.because("The request is malformed.")
					: ProblemType.INTERNAL_ERROR.because("The defect is logged with this instance.");
		};
	}

	private void write(Problem problem, ProblemException exception, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		request.setAttribute(PROBLEM, exception.type());
		if (response.isCommitted()) {
			return;
		}
		response.resetBuffer();
		response.setStatus(problem.status());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		exception.retryAfter().ifPresent((wait) -> response.setHeader(HttpHeaders.RETRY_AFTER, wholeSeconds(wait)));
		byte[] body = this.json.writeValueAsBytes(problem);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static String wholeSeconds(Duration wait) {
		return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
	}

	// Jackson's own messages quote the input, so none of them is passed on.
	private static ProblemException malformedBody(@Nullable Throwable cause) {
		InvalidField error = switch (cause) {
			case UnrecognizedPropertyException unknown ->
				new InvalidField(abbreviated(unknown.getPropertyName()), "is not a member of this request");
			case DatabindException wrong when !wrong.getPath().isEmpty() ->
				new InvalidField(field(wrong), "has the wrong type");
			case StreamReadException syntax ->
				new InvalidField("body", "must be well-formed JSON whose members are all different");
			case null, default -> new InvalidField("body", "must be one JSON object");
		};
		return ProblemType.INVALID_REQUEST.because("The body is not as the API asks for.").withErrors(List.of(error));
	}

	private static String abbreviated(String member) {
		return (member.length() > LONGEST_NAME)
				? member.substring(0, member.offsetByCodePoints(0, LONGEST_NAME / 2)) + "…" : member;
	}

	private static String field(JacksonException exception) {
		return Objects.requireNonNullElse(exception.getPath().getLast().getPropertyName(), "");
	}

}
