package io.accountlink.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a problem response. It has no stack trace, because it reports no
 * error of the service.
 */
public final class ProblemException extends RuntimeException {

	private final ProblemType type;

	private final String detail;

	private final @Nullable Duration retryAfter;

	private final transient List<InvalidField> errors;

	ProblemException(ProblemType type, String detail) {
		this(type, detail, null, List.of());
	}

	private ProblemException(ProblemType type, String detail, @Nullable Duration retryAfter,
			List<InvalidField> errors) {
		super(type.code() + ": " + detail, null, false, false);
		this.type = type;
		this.detail = detail;
		this.retryAfter = retryAfter;
		this.errors = errors;
	}

	/**
	 * Adds the {@code Retry-After} header: in whole seconds, rounded up, at least 1.
	 */
	public ProblemException retryAfter(Duration wait) {
		return new ProblemException(this.type, this.detail, wait, this.errors);
	}

	/**
	 * Adds a sentence to the detail.
	 */
	public ProblemException withMoreDetail(String sentence) {
		return new ProblemException(this.type, this.detail + " " + sentence, this.retryAfter, this.errors);
	}

	public ProblemException withErrors(List<InvalidField> invalid) {
		return new ProblemException(this.type, this.detail, this.retryAfter, List.copyOf(invalid));
	}

	public ProblemType type() {
		return this.type;
	}

	public String detail() {
		return this.detail;
	}

	public Optional<Duration> retryAfter() {
		return Optional.ofNullable(this.retryAfter);
	}

	public List<InvalidField> errors() {
		return this.errors;
	}

	/**
	 * An invalid member of the request.
	 *
	 * @param field name of the member
	 * @param message the rule that the member breaks
	 */
	public record InvalidField(String field, String message) {
	}

}
