package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * User store of the tenant. A link moves identities. An unlink makes the identity an
 * account of its own. Metadata stays with the account, so a link discards that of the
 * secondary account.
 */
final class Accounts {

	private final Map<String, Account> byId = new LinkedHashMap<>();

	private final SearchHistory history;

	private int maxProfileBytes = Integer.MAX_VALUE;

	Accounts(Clock clock) {
		this.history = new SearchHistory(clock);
	}

	synchronized void add(Account account) {
		this.byId.put(account.id(), account);
		this.history.record(this.byId.values());
	}

	/**
	 * Removes all accounts and ends the lag of the search.
	 */
	synchronized void clear() {
		this.byId.clear();
		this.maxProfileBytes = Integer.MAX_VALUE;
		searchLagsBy(Duration.ZERO);
	}

	synchronized void limitProfilesTo(int bytes) {
		this.maxProfileBytes = bytes;
	}

	private Account requireSize(Account account) {
		if (Json.write(account.json()).getBytes(StandardCharsets.UTF_8).length > this.maxProfileBytes) {
			throw Refusal.profileTooLarge();
		}
		return account;
	}

	synchronized void searchLagsBy(Duration lag) {
		this.history.lagBy(lag, this.byId.values());
	}

	synchronized Optional<Account> find(String id) {
		return Optional.ofNullable(this.byId.get(id));
	}

	synchronized List<Account> all() {
		return List.copyOf(this.byId.values());
	}

	/**
	 * Finds the account that has this identity, main or linked.
	 */
	synchronized Optional<Account> with(String identity) {
		return this.byId.values().stream().filter((account) -> account.identity(identity).isPresent()).findFirst();
	}

	synchronized Account require(String id) {
		return find(id).orElseThrow(Refusal::unknownUser);
	}

	synchronized List<Account> search(Predicate<Account> query) {
		return this.history.visible(this.byId.values()).stream().filter(query).toList();
	}

	synchronized Account change(String id, UnaryOperator<Account> change) {
		Account changed = requireSize(change.apply(require(id)));
		add(changed);
		return changed;
	}

	/**
	 * Moves all identities of the secondary account, including those linked to it
	 * earlier.
	 */
	synchronized Account link(String primaryId, SecondaryAccount which) {
		Account primary = require(primaryId);
		if (primary.id().equals(which.accountId())) {
			throw Refusal.linkRefused("Main identity and the new one are the same");
		}
		Account secondary = secondary(which);
		Account linked = requireSize(primary.with(secondary.identities()));
		this.byId.remove(secondary.id());
		add(linked);
		return linked;
	}

	/**
	 * Unlinks an identity. An unknown identity is not an error, so a user id of the form
	 * {@code provider|id} changes nothing.
	 */
	synchronized Account unlink(String primaryId, String provider, String userId) {
		Account primary = require(primaryId);
		Optional<Identity> identity = primary.identity(provider + "|" + userId);
		if (identity.isEmpty()) {
			return primary;
		}
		if (identity.get().equals(primary.main())) {
			throw Refusal.mainIdentity();
		}
		Account left = primary.without(identity.get());
		this.byId.put(left.id(), left);
		add(new Account(List.of(identity.get())));
		return left;
	}

	private Account secondary(SecondaryAccount which) {
		Account account = this.byId.get(which.accountId());
		if (account != null && which.mayBeIn(account.main().connection())) {
			return account;
		}
		if (isLinked(which)) {
			throw Refusal.alreadyLinked();
		}
		throw Refusal.linkRefused(which.notFound());
	}

	private boolean isLinked(SecondaryAccount which) {
		return this.byId.values()
			.stream()
			.anyMatch((account) -> !account.id().equals(which.accountId())
					&& account.identity(which.accountId()).isPresent());
	}

}
