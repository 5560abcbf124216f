package io.accountlink.simulation;

import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Body of a link request, validated against Auth0's schema: a flat object with four
 * optional members.
 */
final class LinkBody {

	private static final String USER_ID = "user_id";

	private static final String CONNECTION_ID = "connection_id";

	private static final String LINK_WITH = "link_with";

	private static final Set<String> MEMBERS = Set.of("provider", USER_ID, CONNECTION_ID, LINK_WITH);

	private final JsonNode body;

	private LinkBody(JsonNode body) {
		this.body = body;
	}

	static LinkBody of(Call call) {
		JsonNode body = Json.readBody(call.isForm() ? Json.write(call.form()) : call.body(), MEMBERS);
		body.forEachEntry(LinkBody::requireType);
		requireOneMode(body);
		return new LinkBody(body);
	}

	boolean hasLinkWith() {
		return this.body.has(LINK_WITH);
	}

	String linkWith() {
		return this.body.path(LINK_WITH).asString();
	}

	SecondaryAccount secondary(Connections connections) {
		String provider = this.body.path("provider").asString("");
		connections.requireProvider(provider);
		String accountId = provider + "|" + userId(provider);
		if (!this.body.has(CONNECTION_ID)) {
			return new SecondaryAccount(accountId, null, connections.messageForMissing(provider));
		}
		String connection = connections.requireName(provider, this.body.path(CONNECTION_ID).asString());
		return new SecondaryAccount(accountId, connection, "Linking to an inexistent identity is not allowed.");
	}

	/**
	 * Accepts the form {@code provider|id} as well, as Auth0 does.
	 */
	private String userId(String provider) {
		String userId = this.body.path(USER_ID).asString("");
		String prefix = provider + "|";
		return userId.startsWith(prefix) ? userId.substring(prefix.length()) : userId;
	}

	private static void requireType(String member, JsonNode value) {
		boolean integer = member.equals(USER_ID) && value.isIntegralNumber();
		if (!value.isString() && !integer) {
			throw Refusal.invalidProperty("Expected type string", member);
		}
		if (member.equals(USER_ID) && value.asString().isEmpty()) {
			throw Refusal.invalidProperty("String is too short (0 chars), minimum 1", member);
		}
		if (member.equals(CONNECTION_ID) && !Connection.ID.matcher(value.asString()).matches()) {
			throw Refusal.invalidProperty("String does not match pattern ^con_[A-Za-z0-9]{16}$", member);
		}
	}

	private static void requireOneMode(JsonNode body) {
		if (body.has(LINK_WITH) && body.size() > 1) {
			throw Refusal.invalidBody("link_with excludes every other property");
		}
		if (body.has("provider") && !body.has(USER_ID)) {
			throw Refusal.invalidBody("Missing required property: user_id");
		}
	}

}
