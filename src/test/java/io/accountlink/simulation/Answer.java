package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.HttpStatus;

/**
 * Simulated response to one call, with its latency and its transmission.
 *
 * @param status the HTTP status
 * @param headers all headers; a blank header is not sent
 * @param body the whole body, even if only a part of it is transmitted
 * @param delay the latency
 * @param delivery the transmission, which may be faulty
 * @param isDescribed whether the body claims to be one that Auth0's description allows
 */
record Answer(int status, Map<String, String> headers, String body, Duration delay, Delivery delivery,
		boolean isDescribed) {

	private static final Map<String, String> JSON = Map.of("content-type", "application/json; charset=utf-8");

	static Answer of(int status, String body) {
		return new Answer(status, JSON, body, Duration.ZERO, Delivery.WHOLE, true);
	}

	static Answer json(int status, Object body) {
		return of(status, Json.write(body));
	}

	static Answer managementError(int status, @Nullable String errorCode, String message) {
		ObjectNode body = Json.object()
			.put("statusCode", status)
			.put("error", HttpStatus.valueOf(status).getReasonPhrase())
			.put("message", message);
		return json(status, (errorCode == null) ? body : body.put("errorCode", errorCode));
	}

	static Answer tokenError(int status, String error, String description) {
		return json(status, Json.object().put("error", error).put("error_description", description));
	}

	Answer with(String header, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(header, value);
		return new Answer(this.status, more, this.body, this.delay, this.delivery, this.isDescribed);
	}

	Answer withDefault(String header, String value) {
		return this.headers.containsKey(header) ? this : with(header, value);
	}

	Answer withStatusAndBody(int otherStatus, String otherBody) {
		return new Answer(otherStatus, this.headers, otherBody, this.delay, this.delivery, this.isDescribed);
	}

	Answer after(Duration time) {
		return new Answer(this.status, this.headers, this.body, this.delay.plus(time), this.delivery, this.isDescribed);
	}

	Answer delivered(Delivery how) {
		return new Answer(this.status, this.headers, this.body, this.delay, how, this.isDescribed);
	}

	Answer described(boolean isDescribedToo) {
		return new Answer(this.status, this.headers, this.body, this.delay, this.delivery, isDescribedToo);
	}

	boolean saysTheSameAs(@Nullable Answer other) {
		return other != null && this.status == other.status && this.body.equals(other.body)
				&& this.delivery == other.delivery && this.headers.equals(other.headers);
	}

	byte[] bytes() {
		return this.body.getBytes(StandardCharsets.UTF_8);
	}

}
