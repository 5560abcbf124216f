package io.accountlink.idtoken;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.accountlink.account.AccountId;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Remembers what was shown to this instance.
 */
@Component
class InMemoryReplayCache implements ReplayCache {

	private final ConcurrentMap<String, Use> uses = new ConcurrentHashMap<>();

	private final Clock clock;

	InMemoryReplayCache(Clock clock) {
		this.clock = clock;
	}

	@Override
	public boolean register(String token, AccountId account, Instant until) {
		Use first = this.uses.putIfAbsent(token, new Use(account, until));
		return first == null || first.account().equals(account);
	}

	@Scheduled(fixedDelay = 60_000)
	void forgetTheOld() {
		Instant now = this.clock.instant();
		this.uses.values().removeIf((use) -> use.until().isBefore(now));
	}

	int size() {
		return this.uses.size();
	}

	private record Use(AccountId account, Instant until) {
	}

}
