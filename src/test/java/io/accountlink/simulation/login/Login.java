package io.accountlink.simulation.login;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * Login session of a browser.
 */
final class Login extends AbstractAuthenticationToken {

	private final String identity;

	private final Instant time;

	private final @Nullable String state;

	private final boolean confirmed;

	/**
	 * Creates an authenticated session.
	 * @param identity the identity that logged in, {@code provider|id}
	 * @param time the time of the login
	 * @param state the {@code state} of the authorization request that asked for it
	 */
	Login(String identity, Instant time, @Nullable String state) {
		this(identity, time, state, false);
	}

	private Login(String identity, Instant time, @Nullable String state, boolean confirmed) {
		super(List.of());
		this.identity = identity;
		this.time = time;
		this.state = state;
		this.confirmed = confirmed;
		setAuthenticated(true);
	}

	@Override
	public String getPrincipal() {
		return this.identity;
	}

	@Override
	public String getCredentials() {
		return "";
	}

	Instant time() {
		return this.time;
	}

	/**
	 * Whether the user logged in when this authorization request asked for it.
	 */
	boolean answers(@Nullable String requestState) {
		return this.state != null && this.state.equals(requestState);
	}

	/**
	 * Returns the session after the user has confirmed this authorization request.
	 */
	Login confirming(@Nullable String requestState) {
		return new Login(this.identity, this.time, requestState, true);
	}

	boolean isConfirmedFor(@Nullable String requestState) {
		return this.confirmed && answers(requestState);
	}

}
