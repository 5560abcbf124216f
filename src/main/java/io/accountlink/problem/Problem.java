package io.accountlink.problem;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.accountlink.problem.ProblemException.InvalidField;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A problem as it is sent: {@code application/problem+json} of RFC 9457.
 *
 * @param type a URN for each code
 * @param title what kind of problem it is, the same for each code
 * @param status the HTTP status
 * @param detail what is wrong with this very request, for people; its wording may change
 * @param instance a URN for this one occurrence; a defect is logged with it
 * @param code what callers program against; there may be new ones one day, so that a code
 * that isn't known is best judged by its status
 * @param traceId the trace that the request belongs to, where there is one
 * @param errors the members of the request that are not as they must be
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(URI type, String title, int status, String detail, URI instance, String code,
		@Nullable String traceId, List<InvalidField> errors) {

	static Problem of(ProblemException exception) {
		ProblemType type = exception.type();
		URI instance = URI.create("urn:uuid:" + UUID.randomUUID());
		return new Problem(type.type(), type.title(), type.status(), exception.detail(), instance, type.code(),
				MDC.get("traceId"), exception.errors());
	}

}
