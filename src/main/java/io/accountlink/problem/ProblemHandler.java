package io.accountlink.problem;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import io.accountlink.problem.ProblemException.InvalidField;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Writes every problem (RFC 9457): for controllers, filters, Spring Security and Tomcat.
 */
@Component
@ControllerAdvice
public class ProblemHandler {

	/**
	 * The request attribute with the {@link ProblemType} of the response.
	 */
	public static final String PROBLEM = "problem";

	private static final Log log = LogFactory.getLog(ProblemHandler.class);

	private static final DisconnectedClientHelper disconnectedClient = new DisconnectedClientHelper(
			ProblemHandler.class.getName());

	private static final Pattern JSON_WITH_PARAMETERS = Pattern.compile("(?i)\\s*application/json\\s*;.*");

	private static final int MAX_NAME_LENGTH = 64;

	private final JsonMapper json;

	ProblemHandler(JsonMapper json) {
		this.json = json;
	}

	@ExceptionHandler
	public void handle(ProblemException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		write(Problem.of(exception, RequestId.of(request)), exception, request, response);
	}

	@ExceptionHandler
	void handle(HttpMessageNotReadableException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		handle(malformedBody(exception.getCause()), request, response);
	}

	// Spring doesn't parse the name of an unknown charset.
	@ExceptionHandler
	void handle(HttpMediaTypeNotSupportedException exception, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		if (JSON_WITH_PARAMETERS.matcher(Objects.requireNonNullElse(request.getContentType(), "")).matches()) {
			handle(malformedBody(new CharacterCodingException()), request, response);
			return;
		}
		handle((Exception) exception, request, response);
	}

	// Headers and parameters are validated only when they are read, which may be in a
	// controller.
	@ExceptionHandler({ RequestRejectedException.class, InvalidParameterException.class })
	void handleMalformedRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		handle(forStatus(HttpServletResponse.SC_BAD_REQUEST), request, response);
	}

	@ExceptionHandler
	void handle(Exception exception, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (isWriteFailure(exception) && disconnectedClient.checkAndLogClientDisconnectedException(exception)) {
			return;
		}
		if (exception instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
			error.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
			handle(forStatus(error.getStatusCode().value()), request, response);
			return;
		}
		ProblemException internalError = forStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
		Problem problem = Problem.of(internalError, RequestId.of(request));
		log.error("Request failed with an internal error, " + problem.instance(), exception);
		write(problem, internalError, request, response);
	}

	// A lost connection to another server looks the same and must not count as a
	// disconnected client.
	private static boolean isWriteFailure(Exception exception) {
		return exception instanceof IOException || exception instanceof HttpMessageNotWritableException;
	}

	/**
	 * The problem of a response, also where Spring or Tomcat set its status.
	 */
	public static Optional<ProblemType> of(HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(PROBLEM) instanceof ProblemType type) {
			return Optional.of(type);
		}
		return (response.getStatus() < HttpServletResponse.SC_BAD_REQUEST) ? Optional.empty()
				: Optional.of(forStatus(response.getStatus()).type());
	}

	/**
	 * The problem for an error status that Spring or Tomcat set.
	 */
	static ProblemException forStatus(int status) {
		return switch (status) {
			case 401 -> ProblemType.UNAUTHENTICATED.problem();
			case 404 -> ProblemType.NOT_FOUND.problem();
			case 405 -> ProblemType.METHOD_NOT_ALLOWED.problem();
			case 406 -> ProblemType.NOT_ACCEPTABLE.problem();
			case 413 -> ProblemType.BODY_TOO_LARGE.problem();
			case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE.problem();
			case 503 ->
				ProblemType.OVERLOADED.withDetail("Repeat the request later.").retryAfter(Duration.ofSeconds(1));
			case 501, 505 ->
				ProblemType.INVALID_REQUEST.withDetail("The HTTP version, method or transfer coding is not supported.");
			default -> (status < 500) ? ProblemType.INVALID_REQUEST.withDetail("The request is malformed.")
					: ProblemType.INTERNAL_ERROR.problem();
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
		response.setHeader(RequestId.HEADER, RequestId.of(request).toString());
		// The body of a refused request is not drained.
		if (!request.getInputStream().isFinished()) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		exception.retryAfter().ifPresent((wait) -> response.setHeader(HttpHeaders.RETRY_AFTER, wholeSeconds(wait)));
		byte[] body = this.json.writeValueAsBytes(problem);
		response.setContentLength(body.length);
		try {
			response.getOutputStream().write(body);
			// Its audit event is written without a permit, and may block.
			if (exception.type() == ProblemType.OVERLOADED) {
				response.flushBuffer();
			}
		}
		catch (IOException ex) {
			if (!disconnectedClient.checkAndLogClientDisconnectedException(ex)) {
				throw ex;
			}
		}
	}

	private static String wholeSeconds(Duration wait) {
		return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
	}

	// Messages of Jackson quote the input and stay out of the response.
	private static ProblemException malformedBody(@Nullable Throwable cause) {
		InvalidField error = switch (cause) {
			case UnrecognizedPropertyException unknown ->
				new InvalidField(abbreviated(unknown.getPropertyName()), "is unknown");
			case DatabindException wrong when !wrong.getPath().isEmpty() ->
				new InvalidField(field(wrong), "has the wrong type");
			case CharacterCodingException encoding -> new InvalidField("body", "must be in UTF-8");
			case StreamReadException syntax ->
				new InvalidField("body", "must be well-formed JSON without duplicate members");
			case null, default -> new InvalidField("body", "must be a JSON object");
		};
		return ProblemType.INVALID_REQUEST.problem("request body").withErrors(List.of(error));
	}

	private static String abbreviated(String member) {
		return (member.length() > MAX_NAME_LENGTH)
				? member.substring(0, member.offsetByCodePoints(0, MAX_NAME_LENGTH / 2)) + "…" : member;
	}

	private static String field(JacksonException exception) {
		return Objects.requireNonNullElse(exception.getPath().getLast().getPropertyName(), "");
	}

}
