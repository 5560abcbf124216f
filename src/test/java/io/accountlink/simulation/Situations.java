package io.accountlink.simulation;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Situations of calls to Auth0: faults, rate limits and latency. On
 * {@link SimulatedAuth0} a situation applies to every Management API call until the
 * reset; {@link SimulatedAuth0#on} limits it.
 */
public abstract class Situations {

	private static final int MEBIBYTE = 1024 * 1024;

	private static final String CONTENT_TYPE = "content-type";

	final CurrentSituations current;

	final Scope scope;

	Situations(CurrentSituations current, Scope scope) {
		this.current = current;
		this.scope = scope;
	}

	final void arrange(Situation.Behaviour behaviour) {
		this.current.add(new Situation(this.scope, behaviour));
	}

	/**
	 * Responds with 429 and {@code x-ratelimit-reset} one second from now.
	 */
	public void limitsRequests() {
		limitsRequestsFor(Duration.ofSeconds(1));
	}

	/**
	 * Responds with 429 and {@code x-ratelimit-reset} this far from now, at each call.
	 */
	public void limitsRequestsFor(Duration time) {
		arrange((call, carryOut) -> limited(RateLimit.answer(call), time));
	}

	/**
	 * Responds with 429 and {@code x-ratelimit-reset} as an edge in front of Auth0 does,
	 * with a body that is not in the form of Auth0's errors.
	 */
	public void limitsRequestsAsEdgeFor(Duration time, String body) {
		arrange((call, carryOut) -> limited(Answer.of(429, body), time));
	}

	public void limitsRequestsWithRetryAfter(Duration time) {
		arrange((call, carryOut) -> limited(RateLimit.answer(call), time).with("retry-after",
				Long.toString(time.toSeconds())));
	}

	/**
	 * Responds with 429, without {@code x-ratelimit-reset} and {@code Retry-After}.
	 */
	public void limitsRequestsWithoutReset() {
		arrange((call, carryOut) -> RateLimit.answer(call).with(RateLimit.RESET, ""));
	}

	/**
	 * Responds with this status and body, and changes nothing.
	 */
	public void answers(int status, String body) {
		arrange((call, carryOut) -> Answer.of(status, body));
	}

	/**
	 * Carries out the call, and responds with this status and body.
	 */
	public void completesThenAnswers(int status, String body) {
		afterwards((answer) -> answer.withStatusAndBody(status, body));
	}

	/**
	 * Responds with an error of Auth0, and changes nothing.
	 */
	public void failsWith(int status) {
		arrange((call, carryOut) -> Answer.managementError(status, null, "An internal server error occurred"));
	}

	/**
	 * Carries out the call, then closes the connection without a response.
	 */
	public void completesThenCloses() {
		afterwards((answer) -> answer.delivered(Delivery.CLOSED));
	}

	public void completesThenResets() {
		afterwards((answer) -> answer.delivered(Delivery.RESET));
	}

	public void closesTheConnection() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.CLOSED));
	}

	public void resetsTheConnection() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.RESET));
	}

	/**
	 * Accepts the call, changes nothing and sends no response.
	 */
	public void ignoresTheCall() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.HANGING));
	}

	/**
	 * Carries out the call and sends no response.
	 */
	public void hangsBeforeTheHeader() {
		afterwards((answer) -> answer.delivered(Delivery.HANGING));
	}

	public void hangsInTheBody() {
		afterwards((answer) -> answer.delivered(Delivery.HALF_THEN_HANGING));
	}

	/**
	 * Sends the body byte by byte, at intervals shorter than a read timeout.
	 */
	public void dripsTheBody() {
		afterwards((answer) -> answer.delivered(Delivery.DRIPPED));
	}

	/**
	 * Closes the connection after half of the body that {@code Content-Length} announces.
	 */
	public void truncatesTheBody() {
		afterwards((answer) -> answer.delivered(Delivery.TRUNCATED));
	}

	public void sendsEndlessBody() {
		afterwards((answer) -> answer.delivered(Delivery.ENDLESS));
	}

	/**
	 * Sends the correct response after 2 MiB of white space.
	 */
	public void sendsTwoMebibytes() {
		afterwards((answer) -> answer.withStatusAndBody(answer.status(), " ".repeat(2 * MEBIBYTE) + answer.body()));
	}

	/**
	 * Carries out the call, and responds with the success status and an HTML page.
	 */
	public void answersNoJson() {
		afterwards((answer) -> answer.withStatusAndBody(answer.status(), "<!doctype html><title>Just a moment</title>")
			.with(CONTENT_TYPE, "text/html; charset=utf-8"));
	}

	/**
	 * Carries out the call, and responds with bytes that are not HTTP.
	 */
	public void answersInvalidHttp() {
		afterwards((answer) -> answer.delivered(Delivery.INVALID_HTTP));
	}

	/**
	 * Answers in the place of Auth0, as an edge or a proxy in front of it does.
	 */
	public void answersAsEdge(int status, String contentType, String body) {
		arrange((call, carryOut) -> Answer.of(status, body).with(CONTENT_TYPE, contentType));
	}

	/**
	 * Carries out the call, and an edge answers in the place of Auth0.
	 */
	public void completesThenAnswersAsEdge(int status, String contentType, String body) {
		afterwards((answer) -> answer.withStatusAndBody(status, body).with(CONTENT_TYPE, contentType));
	}

	/**
	 * Redirects with 307, which preserves method and body. A call that follows the
	 * redirect is recorded as {@link Operation#UNKNOWN}.
	 */
	public void redirects() {
		arrange((call, carryOut) -> Answer.of(307, "").with("location", "/elsewhere" + call.target()));
	}

	/**
	 * Redirects with 302, as a captive portal does.
	 */
	public void redirectsTo(String url) {
		arrange((call, carryOut) -> Answer.of(302, "").with("location", url));
	}

	public void rejectsTheToken() {
		arrange((call, carryOut) -> Refusal.invalidToken().answer());
	}

	/**
	 * Adds latency to every call, in addition to any other situation.
	 */
	public void delaysResponses(Duration time) {
		this.current.addLatency(new Situation(this.scope, (call, carryOut) -> carryOut.get().after(time)));
	}

	/**
	 * Injects a random fault into one call of {@code oneIn} on average. The same seed
	 * selects the same faults.
	 */
	public void failsRandomly(int oneIn, long seed) {
		arrange(new FaultInjector(oneIn, seed));
	}

	private Answer limited(Answer answer, Duration time) {
		return answer.with(RateLimit.RESET, RateLimit.reset(this.current.clock(), time));
	}

	private void afterwards(UnaryOperator<Answer> change) {
		arrange((call, carryOut) -> change.apply(carryOut.get()));
	}

}
