package io.accountlink.problem;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.accountlink.problem.ProblemException.InvalidField;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A problem response: {@code application/problem+json} of RFC 9457.
 *
 * @param type a URN, one for each code
 * @param title a summary of the problem, one for each code
 * @param status the HTTP status
 * @param detail the cause in this request, for people; its wording may change
 * @param instance a URN with the id of the request; the service logs an internal error
 * with it
 * @param code the error code that clients evaluate; for an unknown code, evaluate the
 * status
 * @param traceId the trace of the request, if there is one
 * @param errors the invalid members of the request
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(URI type, String title, int status, String detail, URI instance, String code,
		@Nullable String traceId, List<InvalidField> errors) {

	static Problem of(ProblemException exception, UUID requestId) {
		ProblemType type = exception.type();
		URI instance = URI.create("urn:uuid:" + requestId);
		return new Problem(type.type(), type.title(), type.status(), exception.detail(), instance, type.code(),
				MDC.get("traceId"), exception.errors());
	}

}
