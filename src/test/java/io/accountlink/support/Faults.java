package io.accountlink.support;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.accountlink.simulation.ScopedSituations;
import io.accountlink.simulation.Situations;

import static java.util.Map.entry;

/**
 * The faults of Auth0 by the names that the fault matrices give them.
 */
public final class Faults {

	private static final String ADAS_LIST = """
			[{"provider":"auth0","user_id":"ada","connection":"c","isSocial":false},
			{"provider":"github","user_id":"5","connection":"github","isSocial":true}]""";

	private static final Map<String, Consumer<Situations>> FAULTS = Map.ofEntries(
			entry("closes the connection", Situations::closesTheConnection),
			entry("resets the connection", Situations::resetsTheConnection),
			entry("does it, closes", Situations::completesThenCloses),
			entry("does it, resets", Situations::completesThenResets),
			entry("ignores the call", Situations::ignoresTheCall),
			entry("slow", (when) -> when.delaysResponses(Duration.ofMillis(400))),
			entry("does it, says nothing", Situations::hangsBeforeTheHeader),
			entry("does it, hangs in the body", Situations::hangsInTheBody),
			entry("does it, byte by byte", Situations::dripsTheBody),
			entry("does it, half the body", Situations::truncatesTheBody),
			entry("does it, 2 MiB", Situations::sendsTwoMebibytes),
			entry("does it, endless body", Situations::sendsEndlessBody),
			entry("does it, no JSON", Situations::answersNoJson),
			entry("does it, no HTTP", Situations::answersInvalidHttp), entry("redirects", Situations::redirects),
			entry("429, no hint", Situations::limitsRequestsWithoutReset),
			entry("429, Retry-After 60", (when) -> when.limitsRequestsWithRetryAfter(Duration.ofSeconds(60))),
			entry("429, Retry-After 1", (when) -> when.limitsRequestsWithRetryAfter(Duration.ofSeconds(1))),
			entry("429, reset in 1 s", Situations::limitsRequests),
			entry("429, reset in 60 s", (when) -> when.limitsRequestsFor(Duration.ofSeconds(60))),
			entry("401", Situations::rejectsTheToken), entry("500", (when) -> when.failsWith(500)),
			entry("500, global limit", (when) -> when.answers(500, error(500, "", "Global limit has been reached"))),
			entry("502", (when) -> when.failsWith(502)), entry("503", (when) -> when.failsWith(503)),
			entry("504", (when) -> when.failsWith(504)), entry("520", (when) -> when.answers(520, "error code: 520")),
			entry("408", (when) -> when.answers(408, "")),
			entry("does it, 500", (when) -> when.completesThenAnswers(500, error(500, "", "Internal"))),
			entry("does it, 409",
					(when) -> when.completesThenAnswers(409, error(409, "", "Specified identity already exists."))),
			entry("does it, []", (when) -> when.completesThenAnswers(200, "[]")),
			entry("does it, empty", (when) -> when.completesThenAnswers(200, "")),
			entry("200 {}", (when) -> when.answers(200, "{}")), entry("200 []", (when) -> when.answers(200, "[]")),
			entry("200, empty", (when) -> when.answers(200, "")),
			entry("200, half a list", (when) -> when.answers(200, "[{\"provider\":\"auth0\",\"user_id\":")),
			entry("200, the old list", (when) -> when.answers(200, ADAS_LIST)),
			entry("403", (when) -> when.answers(403, error(403, "insufficient_scope", "Insufficient scope"))),
			entry("404", (when) -> when.answers(404, error(404, "inexistent_user", "The user does not exist."))),
			entry("409", (when) -> when.answers(409, error(409, "", "Specified identity already exists."))),
			entry("409 of its own", (when) -> when.answers(409, error(409, "custom_domain_conflict", "Conflict."))),
			entry("400 unheard of", (when) -> when.answers(400, error(400, "", "Something else."))),
			entry("400 query",
					(when) -> when.answers(400, error(400, "invalid_query_string", "Query validation error"))),
			entry("400 body", (when) -> when.answers(400, error(400, "invalid_body", "Payload validation error"))),
			entry("400 uri", (when) -> when.answers(400, error(400, "invalid_uri", "Path validation error"))),
			entry("400 too many", (when) -> when.answers(400, error(400, "too_many_requests", "Too many."))),
			entry("400 provider",
					(when) -> when.answers(400, error(400, "invalid_body",
							"Payload validation error: 'No enum match for: x' on property provider (the provider)."))),
			entry("400 inexistent",
					(when) -> when.answers(400, error(400, "", "Provided secondary account not found."))),
			entry("400 requires",
					(when) -> when.answers(400,
							error(400, "", "Linking to an inexistent identity requires a connection."))),
			entry("400 unable",
					(when) -> when.answers(400, error(400, "", "Unable to link with the secondary account."))),
			entry("400 configured",
					(when) -> when.answers(400,
							error(400, "inexistent_connection", "The provider/connection is not configured."))),
			entry("400 main", (when) -> when.answers(400, error(400, "", "Main identity cannot be removed."))),
			entry("400 the same",
					(when) -> when.answers(400, error(400, "", "Main identity and the new one are the same"))),
			entry("does it, the same",
					(when) -> when.completesThenAnswers(400,
							error(400, "", "Main identity and the new one are the same"))),
			entry("404 of a wrong path", (when) -> when.answers(404, error(404, "", "Not Found"))),
			entry("edge 401", (when) -> when.answersAsEdge(401, "text/html", "<h1>401 Authorization Required</h1>")),
			entry("edge 403", (when) -> when.answersAsEdge(403, "text/plain", "error code: 1010")),
			entry("edge 403 page", (when) -> when.answersAsEdge(403, "text/html", "<title>Attention Required</title>")),
			entry("edge 403, 300 KiB",
					(when) -> when.answersAsEdge(403, "text/html", "<p>Attention Required</p>".repeat(12_000))),
			entry("edge 404", (when) -> when.answersAsEdge(404, "text/html", "<h1>404 Not Found</h1>")),
			entry("edge 409", (when) -> when.answersAsEdge(409, "application/json", "{\"error\":\"Conflict\"}")),
			entry("edge 413", (when) -> when.answersAsEdge(413, "text/html", "<h1>413 Content Too Large</h1>")),
			entry("edge 503", (when) -> when.answersAsEdge(503, "text/html", "<h1>503 Service Unavailable</h1>")),
			entry("does it, edge 503",
					(when) -> when.completesThenAnswersAsEdge(503, "text/html", "<h1>503 Service Unavailable</h1>")),
			entry("edge 200", (when) -> when.answersAsEdge(200, "text/html", "<title>Just a moment</title>")),
			entry("edge 200, other JSON",
					(when) -> when.answersAsEdge(200, "application/json", "{\"result\":\"success\"}")),
			entry("captive portal", (when) -> when.redirectsTo("https://portal.example/login")));

	private static String error(int status, String errorCode, String message) {
		return "{\"statusCode\":" + status + ",\"error\":\"Some Reason\",\"message\":\"" + message + "\""
				+ (errorCode.isEmpty() ? "" : ",\"errorCode\":\"" + errorCode + "\"") + "}";
	}

	private Faults() {
	}

	/**
	 * Arranges a fault. With the prefix {@code once } it affects one call.
	 */
	public static void arrange(String fault, ScopedSituations calls) {
		boolean once = fault.startsWith("once ");
		String name = once ? fault.substring("once ".length()) : fault;
		Objects.requireNonNull(FAULTS.get(name), name).accept(once ? calls.once() : calls);
	}

}
