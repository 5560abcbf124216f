package io.accountlink.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that is thrown on purpose: it ends a request with a problem. It is
 * part of the answer, not a defect, so it carries no stack trace.
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

	public ProblemException retryAfter(Duration wait) {
		return new ProblemException(this.type, this.detail, wait, this.errors);
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
	 * A member of the request that is not as it must be.
	 *
	 * @param field its name in the request
	 * @param message what it must be
	 */
	public record InvalidField(String field, String message) {
	}

}
