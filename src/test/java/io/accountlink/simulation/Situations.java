package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * All that can befall a call to Auth0. What is said of the whole {@link SimulatedAuth0}
 * befalls every Management API call until it is reset; {@link SimulatedAuth0#on} narrows
 * it down.
 */
public abstract class Situations {

	private static final int MEBIBYTE = 1024 * 1024;

	abstract void arrange(Behaviour behaviour);

	abstract void arrangeSlowness(Behaviour behaviour);

	abstract Clock clock();

	/**
	 * 429 whose {@code x-ratelimit-reset} is one second away.
	 */
	public void limitsRequests() {
		limitsRequestsFor(Duration.ofSeconds(1));
	}

	/**
	 * 429 whose {@code x-ratelimit-reset} is that far away at each call.
	 */
	public void limitsRequestsFor(Duration time) {
		arrange((call, carryOut) -> RateLimit.answer(call).with(RateLimit.RESET, RateLimit.reset(clock(), time)));
	}

	public void limitsRequestsWithRetryAfter(Duration time) {
		arrange((call, carryOut) -> RateLimit.answer(call)
			.with("retry-after", Long.toString(time.toSeconds()))
			.with(RateLimit.RESET, RateLimit.reset(clock(), time)));
	}

	/**
	 * 429 that says neither when the limit ends nor when to come again.
	 */
	public void limitsRequestsWithoutAHint() {
		arrange((call, carryOut) -> RateLimit.answer(call).with(RateLimit.RESET, ""));
	}

	/**
	 * Answers this and does nothing.
	 */
	public void answers(int status, String body) {
		arrange((call, carryOut) -> Answer.of(status, body));
	}

	/**
	 * Does what it is asked, and answers this.
	 */
	public void doesItButAnswers(int status, String body) {
		afterwards((answer) -> answer.withStatusAndBody(status, body));
	}

	/**
	 * Fails on its own side, nothing done.
	 */
	public void failsWith(int status) {
		arrange((call, carryOut) -> Answer.managementError(status, null, "An internal server error occurred"));
	}

	/**
	 * Does what it is asked, then closes the connection without a byte.
	 */
	public void doesItButTheAnswerIsLost() {
		afterwards((answer) -> answer.delivered(Delivery.CLOSED));
	}

	public void doesItButResetsTheConnection() {
		afterwards((answer) -> answer.delivered(Delivery.RESET));
	}

	public void closesTheConnection() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.CLOSED));
	}

	public void resetsTheConnection() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.RESET));
	}

	/**
	 * Takes the call, does nothing and says nothing.
	 */
	public void ignoresTheCall() {
		arrange((call, carryOut) -> Answer.of(200, "").delivered(Delivery.HANGING));
	}

	/**
	 * Does what it is asked, and never gets round to saying so.
	 */
	public void hangsBeforeTheHeader() {
		afterwards((answer) -> answer.delivered(Delivery.HANGING));
	}

	public void hangsInTheBody() {
		afterwards((answer) -> answer.delivered(Delivery.HALF_THEN_HANGING));
	}

	/**
	 * A byte now and then, so that no time-out between two bytes ever strikes.
	 */
	public void dribblesTheBody() {
		afterwards((answer) -> answer.delivered(Delivery.DRIBBLED));
	}

	/**
	 * Half of what {@code content-length} promised.
	 */
	public void cutsTheBodyOff() {
		afterwards((answer) -> answer.delivered(Delivery.CUT_OFF));
	}

	public void sendsEndlessBody() {
		afterwards((answer) -> answer.delivered(Delivery.ENDLESS));
	}

	/**
	 * The right answer, after so many blanks that nobody should read on.
	 */
	public void sendsTwoMebibytes() {
		afterwards((answer) -> answer.withStatusAndBody(answer.status(), " ".repeat(2 * MEBIBYTE) + answer.body()));
	}

	/**
	 * Does what it is asked, and answers with a page for humans under the status of
	 * success.
	 */
	public void answersNoJson() {
		afterwards((answer) -> answer.withStatusAndBody(answer.status(), "<!doctype html><title>Just a moment</title>")
			.with("content-type", "text/html; charset=utf-8"));
	}

	/**
	 * Bytes that are no HTTP.
	 */
	public void answersGarbage() {
		afterwards((answer) -> answer.delivered(Delivery.GARBAGE));
	}

	/**
	 * Sends the caller elsewhere, in the way that would carry a body along; whoever
	 * follows is seen as {@link Operation#UNKNOWN}.
	 */
	public void redirects() {
		arrange((call, carryOut) -> Answer.of(307, "").with("location", "/elsewhere" + call.target()));
	}

	public void rejectsTheToken() {
		arrange((call, carryOut) -> Refusal.invalidToken().answer());
	}

	/**
	 * Every call takes that long, on top of any other situation.
	 */
	public void takes(Duration time) {
		arrangeSlowness((call, carryOut) -> carryOut.get().after(time));
	}

	/**
	 * On average one call in so many goes wrong in one of many ways; the same seed makes
	 * the same dice.
	 */
	public void failsRandomly(int oneIn, long seed) {
		arrange(new FaultInjector(oneIn, seed, clock()));
	}

	private void afterwards(UnaryOperator<Answer> change) {
		arrange((call, carryOut) -> change.apply(carryOut.get()));
	}

}
