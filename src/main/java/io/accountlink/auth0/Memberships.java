package io.accountlink.auth0;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Memberships of accounts in Auth0: tenant-wide {@code roles} and {@code organizations}.
 */
@Component
public class Memberships {

	private static final Log log = LogFactory.getLog(Memberships.class);

	private static final Duration MAX_TIME = Duration.ofSeconds(1);

	private final ManagementApi api;

	private final ManagementCalls calls;

	private final Set<String> denied = ConcurrentHashMap.newKeySet();

	Memberships(ManagementApi api, ManagementCalls calls) {
		this.api = api;
		this.calls = calls;
	}

	/**
	 * Reads the names of an account's memberships side by side, within 1 s. No failure of
	 * it is an error.
	 * @return for each kind the names, sorted; empty if they can't be read or are more
	 * than 100
	 */
	public Map<String, Optional<List<String>>> read(AccountId account, Collection<String> kinds, Deadline deadline) {
		Deadline limit = deadline.atMost(MAX_TIME);
		Map<String, BackgroundRead<Optional<List<String>>>> reads = new TreeMap<>();
		kinds.forEach((kind) -> reads.put(kind, new BackgroundRead<>(() -> names(account, kind, limit))));
		reads.values().forEach(BackgroundRead::start);
		Map<String, Optional<List<String>>> names = new TreeMap<>();
		reads.forEach((kind, read) -> names.put(kind, read.await()));
		return names;
	}

	private Optional<List<String>> names(AccountId account, String kind, Deadline deadline) {
		try {
			Optional<List<String>> names = this.calls.readMemberships(deadline,
					(bearer) -> this.api.memberships(bearer, account.toString(), kind)
						.map((response) -> AccountMapper.names(kind, response)));
			this.denied.remove(kind);
			return names;
		}
		catch (ProblemException unreadable) {
			if (unreadable.type() == ProblemType.AUTH0_MISCONFIGURED && this.denied.add(kind)) {
				log.warn("Auth0 does not let this service read " + kind + ": grant read:" + kind
						+ " to the client of AUTH0_CLIENT_ID, or remove " + kind
						+ " from LINK_PREVIEW_ALSO. Until then previews say null.");
			}
			return Optional.empty();
		}
	}

}
