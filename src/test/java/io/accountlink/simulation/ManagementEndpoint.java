package io.accountlink.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import tools.jackson.databind.node.ObjectNode;

/**
 * Management API endpoints of users and their identities.
 */
final class ManagementEndpoint {

	private static final String READ = "read:users";

	private static final String UPDATE = "update:users";

	private static final String[] WRITE = { UPDATE, "update:current_user_identities" };

	private static final Set<String> READ_PARAMETERS = Set.of("fields", "include_fields");

	private static final Set<String> BY_EMAIL_PARAMETERS = Set.of("fields", "include_fields", "email");

	private static final Set<String> SEARCH_PARAMETERS = Set.of("page", "per_page", "include_totals", "sort",
			"connection", "fields", "include_fields", "q", "search_engine", "primary_order");

	private static final Set<String> PAGE_PARAMETERS = Set.of("page", "per_page", "include_totals");

	private static final int MAX_PER_PAGE = 100;

	private static final int ID = Call.ACCOUNT;

	private static final int PROVIDER = 5;

	private static final int USER_ID = 6;

	private final ManagementTokens tokens;

	private final Accounts accounts;

	private final Connections connections;

	private final LinkWithTokenVerifier linkWith;

	ManagementEndpoint(ManagementTokens tokens, Accounts accounts, Connections connections,
			LinkWithTokenVerifier linkWith) {
		this.tokens = tokens;
		this.accounts = accounts;
		this.connections = connections;
		this.linkWith = linkWith;
	}

	Answer read(Call call) {
		this.tokens.require(call, READ, "read:user_idp_tokens", "read:current_user");
		String id = userId(call);
		Fields fields = Fields.of(query(call, READ_PARAMETERS));
		Account account = this.accounts.require(id);
		return Answer.json(200, fields.of(account)).described(account.isDescribed());
	}

	Answer byEmail(Call call) {
		this.tokens.require(call, READ);
		Map<String, String> query = query(call, BY_EMAIL_PARAMETERS);
		String email = query.getOrDefault("email", "");
		if (email.isEmpty()) {
			throw Refusal.invalidQuery("Missing required property: email");
		}
		return users(Fields.of(query),
				this.accounts.all().stream().filter((account) -> account.hasEmail(email)).toList());
	}

	Answer search(Call call) {
		this.tokens.require(call, READ);
		Map<String, String> query = query(call, SEARCH_PARAMETERS);
		Predicate<Account> search = SearchQuery.of(query);
		int perPage = Integer.parseInt(query.getOrDefault("per_page", "50"));
		List<Account> found = this.accounts.search(search).stream().limit(perPage).toList();
		Answer users = users(Fields.ofSearch(query), found);
		return query.getOrDefault("include_totals", "false").equals("true") ? withTotals(users, found.size(), perPage)
				: users;
	}

	/**
	 * Lists the tenant-wide roles or the organizations of a user.
	 */
	Answer memberships(Call call, String kind) {
		if (kind.equals(Account.ROLES)) {
			this.tokens.require(call, READ);
		}
		this.tokens.require(call, "read:" + kind);
		Map<String, String> query = query(call, PAGE_PARAMETERS);
		int page = Integer.parseInt(query.getOrDefault("page", "0"));
		int perPage = Integer.parseInt(query.getOrDefault("per_page", "50"));
		if (perPage < 1 || perPage > MAX_PER_PAGE) {
			throw Refusal.invalidQuery("Value " + perPage + " is not between 1 and 100");
		}
		List<String> names = this.accounts.require(userId(call)).memberships(kind);
		List<ObjectNode> items = names.stream()
			.skip((long) page * perPage)
			.limit(perPage)
			.map((name) -> Json.object()
				.put("id", kind.substring(0, 3) + "_" + names.indexOf(name))
				.put("name", name)
				.put(kind.equals(Account.ROLES) ? "description" : "display_name", "The " + name))
			.toList();
		return Answer.json(200,
				query.getOrDefault("include_totals", "false").equals("true") ? Json.object()
					.put("start", page * perPage)
					.put("limit", perPage)
					.put("total", names.size())
					.putPOJO(kind, items) : items);
	}

	/**
	 * Accepts the end of all sessions and refresh tokens of a user.
	 */
	Answer revokeAccess(Call call) {
		this.tokens.require(call, "delete:sessions");
		this.tokens.require(call, "delete:refresh_tokens");
		query(call, Set.of());
		this.accounts.require(userId(call));
		Json.readMembers(call.body(), Set.of("session_id", "preserve_refresh_tokens"));
		return Answer.of(202, "").with("content-type", "");
	}

	private static Answer withTotals(Answer users, int length, int limit) {
		return Answer
			.json(200,
					Json.object()
						.put("start", 0)
						.put("limit", limit)
						.put("length", length)
						.put("total", length)
						.set("users", Json.read(users.body())))
			.described(users.isDescribed());
	}

	Answer patch(Call call) {
		this.tokens.require(call, UPDATE, "update:users_app_metadata");
		query(call, Set.of());
		String id = userId(call);
		PatchBody body = PatchBody.of(call);
		Account changed = this.accounts.change(id, body::applyTo);
		return Answer.json(200, changed.json()).described(changed.isDescribed());
	}

	Answer link(Call call) {
		String client = this.tokens.require(call, WRITE);
		query(call, Set.of());
		String id = userId(call);
		LinkBody body = LinkBody.of(call);
		SecondaryAccount secondary = body.hasLinkWith() ? this.linkWith.secondary(body.linkWith(), client)
				: body.secondary(this.connections);
		return identities(201, this.accounts.link(id, secondary));
	}

	Answer unlink(Call call) {
		this.tokens.require(call, WRITE);
		query(call, Set.of());
		this.connections.requireProviderInPath(call.segment(PROVIDER));
		return identities(200, this.accounts.unlink(userId(call), call.segment(PROVIDER), call.segment(USER_ID)));
	}

	private static Answer users(Fields fields, List<Account> found) {
		return Answer.json(200, fields.of(found)).described(found.stream().allMatch(Account::isDescribed));
	}

	private static Answer identities(int status, Account account) {
		return Answer.json(status, account.identitiesJson()).described(account.isDescribed());
	}

	private static Map<String, String> query(Call call, Set<String> allowed) {
		Map<String, String> query = call.query();
		query.keySet().stream().filter((name) -> !allowed.contains(name)).findFirst().ifPresent((name) -> {
			throw Refusal.invalidQuery("Additional properties not allowed: " + name);
		});
		return query;
	}

	private static String userId(Call call) {
		String id = call.segment(ID);
		int pipe = id.indexOf('|');
		if (pipe < 1 || pipe == id.length() - 1) {
			throw Refusal.invalidUserId(id);
		}
		return id;
	}

}
