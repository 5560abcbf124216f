package io.accountlink.simulation;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Simulated Auth0 tenant on localhost. It keeps accounts, issues tokens, and simulates
 * faults, rate limits and latency.
 */
public final class SimulatedAuth0 extends Situations implements AutoCloseable {

	private final Tenant tenant;

	private final Auth0 auth0;

	private final WireMockAdapter server;

	private SimulatedAuth0(Address address, Tenant tenant, Clock clock) {
		super(new CurrentSituations(clock), Scope.of(Operation.MANAGEMENT));
		this.tenant = tenant;
		this.auth0 = new Auth0(tenant, clock, this.current);
		this.server = new WireMockAdapter(address, this.auth0::answer);
	}

	public static SimulatedAuth0 start() {
		return start(Clock.systemUTC());
	}

	public static SimulatedAuth0 start(int port) {
		Address address = Address.local(port);
		return start(address, Tenant.at(address.localIssuer()), Clock.systemUTC());
	}

	/**
	 * Starts a tenant that serves HTTPS.
	 * @param keyStore the file of a certificate for {@code localhost}
	 */
	public static SimulatedAuth0 start(Path keyStore) {
		Address address = Address.localOnAnyPort().withTls(keyStore);
		return start(address, Tenant.at(address.localIssuer()), Clock.systemUTC());
	}

	public static SimulatedAuth0 start(Clock clock) {
		Address address = Address.localOnAnyPort();
		return start(address, Tenant.at(address.localIssuer()), clock);
	}

	public static SimulatedAuth0 start(Address address, Tenant tenant, Clock clock) {
		SimulatedAuth0 auth0 = new SimulatedAuth0(address, tenant, clock);
		auth0.server.connect();
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
	 * Adds accounts. An account replaces the one with the same id.
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
	 * Returns the identities of an account, the main identity first. The list is empty if
	 * the account does not exist.
	 */
	public List<Identity> identitiesOf(String accountId) {
		return this.auth0.accounts.find(accountId).map(Account::identities).orElseGet(List::of);
	}

	public List<Account> accounts() {
		return this.auth0.accounts.all();
	}

	/**
	 * Returns the account that this identity, {@code provider|id}, logs in to.
	 */
	public Optional<Account> accountWith(String identity) {
		return this.auth0.accounts.with(identity);
	}

	/**
	 * Returns the {@code user_metadata} as JSON, {@code {}} if the account does not
	 * exist.
	 */
	public String userMetadataOf(String accountId) {
		return metadataOf(accountId, Account.USER_METADATA);
	}

	/**
	 * Returns the {@code app_metadata} as JSON, {@code {}} if the account does not exist.
	 */
	public String appMetadataOf(String accountId) {
		return metadataOf(accountId, Account.APP_METADATA);
	}

	private String metadataOf(String accountId, String kind) {
		return this.auth0.accounts.find(accountId).map((account) -> account.metadata(kind)).orElse("{}");
	}

	/**
	 * Makes the search answer from the accounts as they were this long ago. The accounts
	 * of now count as having always been there.
	 */
	public void searchLagsBy(Duration time) {
		this.auth0.accounts.searchLagsBy(time);
	}

	/**
	 * Limits the situation that follows to these operations.
	 */
	public ScopedSituations on(Operation first, Operation... more) {
		return new ScopedSituations(this.current, Scope.of(EnumSet.of(first, more)));
	}

	public ScopedSituations onEveryCall() {
		return new ScopedSituations(this.current, Scope.of(EnumSet.allOf(Operation.class)));
	}

	/**
	 * Forwards the login endpoints, and the grants of users at the token endpoint, to a
	 * port of this machine.
	 */
	public void forwardsLoginsTo(int port) {
		this.server.forwardLoginsTo(port);
	}

	/**
	 * Stops the server. It refuses new connections and closes open ones.
	 */
	public void isDown() {
		this.server.disconnect();
	}

	public void isUpAgain() {
		this.server.connect();
	}

	public void completesLinkThenCloses() {
		on(Operation.LINK).completesThenCloses();
	}

	public void answersTokenRequestsWith(int status, String body) {
		on(Operation.TOKEN).answers(status, body);
	}

	/**
	 * Refuses the client-credentials grant ({@code unauthorized_client}).
	 */
	public void refusesClientCredentialsGrant() {
		on(Operation.TOKEN).arrange((call, carryOut) -> Refusal.grantNotAllowed().answer());
	}

	/**
	 * Revokes all Management API tokens issued so far.
	 */
	public void revokesManagementTokens() {
		this.auth0.managementTokens.revokeAll();
	}

	public void issuesManagementTokens(Duration lifetime) {
		this.auth0.managementTokens.setLifetime(lifetime);
	}

	public void issuesManagementTokensWithScopes(String... scopes) {
		this.auth0.managementTokens.setScope(String.join(" ", scopes));
	}

	/**
	 * Leaves {@code scope} out of token responses. The tokens have the claim.
	 */
	public void tellsNoScopeWithManagementTokens() {
		this.auth0.tokenEndpoint.tellScope(false);
	}

	/**
	 * Issues opaque tokens, as Auth0 does for a token request without {@code audience}.
	 * The Management API rejects them.
	 */
	public void issuesOpaqueManagementTokens() {
		this.auth0.managementTokens.issueOpaque();
	}

	/**
	 * Registers a public key for client assertions. From then on the client secret is
	 * rejected.
	 */
	public void registersPublicKey(RSAKey key) {
		this.auth0.clientAuthentication.register(key.toPublicJWK());
	}

	/**
	 * Rotates the signing keys: the next key signs, and the previous key stays published.
	 */
	public void rotatesKeys() {
		this.auth0.keys.rotate();
	}

	public void revokesThePreviousKey() {
		this.auth0.keys.revokePrevious();
	}

	/**
	 * Publishes the keys without {@code alg}, as a setting of the tenant does.
	 */
	public void publishesKeysWithoutAlgorithm() {
		this.auth0.keys.publishWithoutAlgorithm();
	}

	/**
	 * Limits the size of a profile, as Auth0 announces it: a link or an update that
	 * exceeds it is refused.
	 */
	public void limitsProfilesTo(int bytes) {
		this.auth0.accounts.limitProfilesTo(bytes);
	}

	/**
	 * Adds a key to the published JWK set.
	 */
	public void publishes(JWK key) {
		this.auth0.keys.publish(key);
	}

	/**
	 * Enables {@code /simulation/tokens/access?sub=&permission=&audience=&client=} and
	 * {@code /simulation/tokens/id?sub=&client=}.
	 */
	public void servesTestTokens() {
		this.auth0.testTokens.enable();
	}

	public int calls(Operation operation) {
		return this.auth0.journal.count(operation);
	}

	/**
	 * Returns the latest calls, at most 1,000.
	 */
	public List<Call> allCalls(Operation operation) {
		return this.auth0.journal.calls(operation);
	}

	public Call lastCall(Operation operation) {
		return allCalls(operation).getLast();
	}

	/**
	 * Returns the bodies of the latest updates of metadata, at most 1,000.
	 */
	public List<String> metadataWrites() {
		return allCalls(Operation.PATCH).stream().map(Call::body).toList();
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
	 * Counts among the latest calls whose path names this account, at most 1,000.
	 */
	public void receivedOf(int times, Operation operation, String accountId) {
		assertThat(allCalls(operation).stream().filter((call) -> call.isOf(accountId)))
			.as("calls of %s for %s", operation, accountId)
			.hasSize(times);
	}

	/**
	 * Ends every situation. Accounts and recorded calls stay.
	 */
	public void recovers() {
		this.current.clear();
		this.server.release();
	}

	/**
	 * Ends every situation and the lag of the search, and removes accounts, connections,
	 * added keys and recorded calls. Signing keys and issued tokens stay valid.
	 */
	public void reset() {
		recovers();
		this.server.connect();
		this.auth0.managementTokens.reset();
		this.auth0.tokenEndpoint.tellScope(true);
		this.auth0.clientAuthentication.register(null);
		this.auth0.keys.unpublish();
		this.auth0.accounts.clear();
		this.auth0.connections.clear();
		this.auth0.journal.clear();
	}

	@Override
	public void close() {
		this.server.disconnect();
	}

}
