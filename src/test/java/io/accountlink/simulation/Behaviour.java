package io.accountlink.simulation;

import java.util.function.Supplier;

/**
 * What becomes of a call in a situation; it may have the call carried out, or not.
 */
@FunctionalInterface
interface Behaviour {

	Answer answer(Call call, Supplier<Answer> carryOut);

}
