package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Management API endpoints of account linking: read, link and unlink.
 */
final class ManagementEndpoint {

	private static final List<String> FIELDS = List.of("user_id", "email", "email_verified", "phone_number",
			"phone_verified", "username", "name", "given_name", "family_name", "nickname", "picture", "identities",
			"app_metadata", "user_metadata", "blocked", "created_at", "updated_at", "last_login", "logins_count");

	private static final String[] WRITE = { "update:users", "update:current_user_identities" };

	private static final int ID = 3;

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
		this.tokens.require(call, "read:users", "read:user_idp_tokens", "read:current_user");
		String id = userId(call);
		Map<String, String> query = call.query();
		List<String> fields = fields(query.getOrDefault("fields", ""));
		Map<String, Object> json = new LinkedHashMap<>(this.accounts.require(id).json());
		if (!fields.isEmpty()) {
			boolean include = !"false".equals(query.get("include_fields"));
			json.keySet().removeIf((name) -> fields.contains(name) != include);
		}
		return Answer.json(200, json);
	}

	Answer link(Call call) {
		String client = this.tokens.require(call, WRITE);
		String id = userId(call);
		LinkBody body = LinkBody.of(call);
		SecondaryAccount secondary = body.hasLinkWith() ? this.linkWith.secondary(body.linkWith(), client)
				: body.secondary(this.connections);
		return Answer.json(201, this.accounts.link(id, secondary).identitiesJson());
	}

	Answer unlink(Call call) {
		this.tokens.require(call, WRITE);
		Account left = this.accounts.unlink(userId(call), call.segment(PROVIDER), call.segment(USER_ID));
		return Answer.json(200, left.identitiesJson());
	}

	private static String userId(Call call) {
		String id = call.segment(ID);
		int pipe = id.indexOf('|');
		if (pipe < 1 || pipe == id.length() - 1) {
			throw Refusal.invalidUserId(id);
		}
		return id;
	}

	private static List<String> fields(String list) {
		List<String> fields = list.isEmpty() ? List.of() : List.of(list.split(",", -1));
		fields.stream().filter((field) -> !Set.copyOf(FIELDS).contains(field)).findFirst().ifPresent((field) -> {
			throw Refusal.invalidField(field, String.join(", ", FIELDS));
		});
		return fields;
	}

}
