package io.accountlink.simulation;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Injects random faults from a seed, for tests that no combination of faults breaks the
 * contract.
 */
final class FaultInjector implements Situation.Behaviour {

	private static final int FAULT_KINDS = 8;

	/** Longer than the service waits for one call. */
	private static final Duration EXCESSIVE_DELAY = Duration.ofSeconds(15);

	private final int oneIn;

	private final Random random;

	FaultInjector(int oneIn, long seed) {
		this.oneIn = oneIn;
		this.random = new Random(seed);
	}

	@Override
	public Answer answer(Call call, Supplier<Answer> carryOut) {
		return switch (nextFault()) {
			case 0 -> carryOut.get().delivered(Delivery.CLOSED);
			case 1 -> Answer.of(200, "").delivered(Delivery.CLOSED);
			case 2 -> carryOut.get().delivered(Delivery.INVALID_HTTP);
			case 3 -> Answer.managementError(503, null, "Service Unavailable");
			case 4 -> saying500(carryOut.get());
			case 5 -> RateLimit.answer(call);
			case 6 -> carryOut.get().after(EXCESSIVE_DELAY);
			case 7 -> carryOut.get().delivered(Delivery.TRUNCATED);
			default -> carryOut.get();
		};
	}

	private synchronized int nextFault() {
		return (this.random.nextInt(this.oneIn) == 0) ? this.random.nextInt(FAULT_KINDS) : FAULT_KINDS;
	}

	private static Answer saying500(Answer done) {
		return done.withStatusAndBody(500, Answer.managementError(500, null, "Internal Server Error").body());
	}

}
