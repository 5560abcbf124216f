package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An Auth0 tenant on localhost that keeps accounts, signs tokens and gets into every
 * situation that the real one may.
 */
public final class SimulatedAuth0 extends Situations implements AutoCloseable {

	private final Tenant tenant;

	private final Clock clock;

	private final Auth0 auth0;

	private final WireMockAdapter wire;

	private SimulatedAuth0(Address address, Tenant tenant, Clock clock) {
		this.tenant = tenant;
		this.clock = clock;
		this.auth0 = new Auth0(tenant, clock);
		this.wire = new WireMockAdapter(address, this.auth0::answer);
	}

	public static SimulatedAuth0 start() {
		return start(Clock.systemUTC());
	}

	public static SimulatedAuth0 start(int port) {
		Address address = Address.local(port);
		return start(address, Tenant.at(address.localIssuer()), Clock.systemUTC());
	}

	public static SimulatedAuth0 start(Clock clock) {
		Address address = Address.localOnAnyPort();
		return start(address, Tenant.at(address.localIssuer()), clock);
	}

	public static SimulatedAuth0 start(Address address, Tenant tenant, Clock clock) {
		SimulatedAuth0 auth0 = new SimulatedAuth0(address, tenant, clock);
		auth0.wire.connect();
		return auth0;
	}

	public String issuer() {
		return this.tenant.issuer();
	}

	public Tenant tenant() {
		return this.tenant;
	}

	public Tokens tokens() {
		return this.auth0.tokens;
	}

	/**
	 * Adds accounts, or puts them in place of those of the same id.
	 */
	public void has(Account... accounts) {
		for (Account account : accounts) {
			this.auth0.accounts.add(account);
			this.auth0.connections.registerAll(account);
		}
	}

	public void has(Connection connection) {
		this.auth0.connections.add(connection);
	}

	/**
	 * The identities of an account, the main one first; none where there is no such
	 * account.
	 */
	public List<Identity> identitiesOf(String accountId) {
		return this.auth0.accounts.identitiesOf(accountId);
	}

	/**
	 * Narrows the situation that is named next to these operations.
	 */
	public ScopedSituations on(Operation first, Operation... more) {
		return ScopedSituations.of(EnumSet.of(first, more), this.auth0.situations, this.clock);
	}

	public ScopedSituations onEveryCall() {
		return ScopedSituations.of(EnumSet.allOf(Operation.class), this.auth0.situations, this.clock);
	}

	/**
	 * Nobody listens: connections are refused, and those that were open are closed.
	 */
	public void isDown() {
		this.wire.disconnect();
	}

	public void isUpAgain() {
		this.wire.connect();
	}

	public void linksButTheAnswerIsLost() {
		on(Operation.LINK).doesItButTheAnswerIsLost();
	}

	public void linksButResetsTheConnection() {
		on(Operation.LINK).doesItButResetsTheConnection();
	}

	public void closesTheConnectionBeforeLinking() {
		on(Operation.LINK).closesTheConnection();
	}

	public void answersLinkWith(int status, String body) {
		on(Operation.LINK).answers(status, body);
	}

	public void answersTokenRequestsWith(int status, String body) {
		on(Operation.TOKEN).answers(status, body);
	}

	public void failsTokenRequests() {
		on(Operation.TOKEN).failsWith(500);
	}

	/**
	 * The client exists but may not use the client-credentials grant.
	 */
	public void allowsNoClientCredentials() {
		on(Operation.TOKEN).arrange((call, carryOut) -> Refusal.grantNotAllowed().answer());
	}

	public void rejectsTheManagementTokenOnce() {
		management().once().rejectsTheToken();
	}

	/**
	 * Every Management API token issued so far is refused from now on.
	 */
	public void forgetsItsManagementTokens() {
		this.auth0.managementTokens.forget();
	}

	public void issuesManagementTokens(Duration lifetime) {
		this.auth0.managementTokens.live(lifetime);
	}

	public void issuesManagementTokensWithScopes(String... scopes) {
		this.auth0.managementTokens.setScopes(List.of(scopes));
	}

	/**
	 * As where the token request names no audience: not a JWT, and useless.
	 */
	public void issuesOpaqueManagementTokens() {
		this.auth0.managementTokens.issueOpaque();
	}

	/**
	 * From now on the client signs assertions with this key, and its secret no longer
	 * counts.
	 */
	public void knowsPublicKey(RSAKey key) {
		this.auth0.clientAuthentication.register(key.toPublicJWK());
	}

	/**
	 * The next key signs; tokens of the previous one stay good.
	 */
	public void rotatesKeys() {
		this.auth0.keys.rotate();
	}

	public void revokesThePreviousKey() {
		this.auth0.keys.revokePrevious();
	}

	/**
	 * Puts one more key into the published set.
	 */
	public void publishes(JWK key) {
		this.auth0.keys.publish(key);
	}

	public void hasNoKeys() {
		on(Operation.KEYS).answers(200, "{\"keys\":[]}");
	}

	public void keysAreDown() {
		on(Operation.KEYS, Operation.DISCOVERY).closesTheConnection();
	}

	/**
	 * Opens {@code /simulation/tokens/access?sub=&permission=&audience=&client=} and
	 * {@code /simulation/tokens/id?sub=&client=}.
	 */
	public void mintsTokens() {
		this.auth0.minting.open();
	}

	public int calls(Operation operation) {
		return this.auth0.received.count(operation);
	}

	/**
	 * The latest calls, up to a thousand.
	 */
	public List<Call> allCalls(Operation operation) {
		return this.auth0.received.calls(operation);
	}

	public Call lastCall(Operation operation) {
		return allCalls(operation).getLast();
	}

	public void receivedNoWrites() {
		for (Operation write : Operation.WRITES) {
			received(0, write);
		}
	}

	public void received(int times, Operation operation) {
		assertThat(calls(operation)).as("calls of %s", operation).isEqualTo(times);
	}

	/**
	 * Ends every situation and forgets accounts and calls; keys stay, as do tokens that
	 * others hold.
	 */
	public void reset() {
		this.auth0.situations.clear();
		this.wire.release();
		this.wire.connect();
		this.auth0.managementTokens.reset();
		this.auth0.clientAuthentication.register(null);
		this.auth0.keys.unpublish();
		this.auth0.accounts.clear();
		this.auth0.connections.clear();
		this.auth0.received.forget();
	}

	@Override
	public void close() {
		this.wire.disconnect();
	}

	@Override
	void arrange(Behaviour behaviour) {
		management().arrange(behaviour);
	}

	@Override
	void arrangeSlowness(Behaviour behaviour) {
		management().arrangeSlowness(behaviour);
	}

	@Override
	Clock clock() {
		return this.clock;
	}

	private ScopedSituations management() {
		return ScopedSituations.of(Operation.MANAGEMENT, this.auth0.situations, this.clock);
	}

}
