package io.accountlink.simulation;

import java.util.function.Supplier;

/**
 * Response to a call in a situation. An implementation decides whether the call is
 * carried out.
 */
@FunctionalInterface
interface Behaviour {

	Answer answer(Call call, Supplier<Answer> carryOut);

}
