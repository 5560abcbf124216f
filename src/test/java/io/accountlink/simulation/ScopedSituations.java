package io.accountlink.simulation;

/**
 * Situations that apply to some operations or one account only, or to a number of calls.
 */
public final class ScopedSituations extends Situations {

	ScopedSituations(CurrentSituations current, Scope scope) {
		super(current, scope);
	}

	/**
	 * Limits the situation to calls whose path names this account.
	 */
	public ScopedSituations of(String accountId) {
		return new ScopedSituations(this.current, new Scope(this.scope.operations(), accountId, this.scope.times()));
	}

	public ScopedSituations once() {
		return times(1);
	}

	public ScopedSituations times(int calls) {
		return new ScopedSituations(this.current, new Scope(this.scope.operations(), this.scope.accountId(), calls));
	}

}
