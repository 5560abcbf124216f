// A command-line client that links accounts by reference, with a token of its own. It needs JDK 25 and nothing else:
//
//     java src/examples/Link.java 'auth0|ada' google-oauth2 1234
//
// The defaults of the variables are those of ./mvnw spring-boot:test-run. Exit status: 0 linked, 1 a problem, 2 bad
// arguments or variables.
import module java.net.http;

final String accountLink = url("ACCOUNT_LINK_URL", "http://localhost:8080");
final String issuer = url("AUTH0_ISSUER", "http://localhost:8090/");
final String audience = variable("LINK_AUDIENCE", "https://account-link.example/");
// Not AUTH0_CLIENT_ID: that is the client with which Account Link itself calls Auth0.
final String clientId = variable("CLIENT_ID", "batch");
final String clientSecret = variable("CLIENT_SECRET", "batch-secret");

static final int MAX_ATTEMPTS = 6;
static final Duration MAX_TIME_OF_A_CALL = Duration.ofMinutes(2);
// Longer than LINK_DEADLINE, within which the service answers.
static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(15);

final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
String accessToken = "";

void main(String[] arguments) throws InterruptedException {
	if (arguments.length != 3) {
		System.err.println("Usage: java Link.java PRIMARY PROVIDER USER_ID, such as 'auth0|ada' google-oauth2 1234");
		System.exit(2);
	}
	for (String url : List.of(accountLink, issuer)) {
		if (!url.matches("https?://[^/\\s]\\S*")) {
			System.err.println("ACCOUNT_LINK_URL and AUTH0_ISSUER must be http or https URLs: " + url);
			System.exit(2);
		}
	}
	try {
		link(arguments[0], arguments[1], arguments[2]);
	}
	catch (IllegalStateException problem) {
		System.err.println(problem.getMessage());
		System.exit(1);
	}
}

void link(String primary, String provider, String userId) throws InterruptedException {
	String reference = "{\"provider\": " + quoted(provider) + ", \"user_id\": " + quoted(userId) + "}";
	showPreview(call("POST", account(primary) + "/link/preview", reference).orThrow());
	// What is discarded ends with the link. A service that needs it copies it here, or stops.
	Answer linked = call("POST", account(primary) + "/link", reference).orThrow();
	linked.member("account_id");
	IO.println((linked.status() == 201) ? "Linked:" : "Linked already:");
	IO.println("  " + logins(linked.json()));
	showWhereItWent(userId.startsWith(provider + "|") ? userId : provider + "|" + userId);
}

void showPreview(Answer answer) {
	Object preview = answer.json();
	IO.println("Preview: " + answer.member("outcome"));
	if ("would_link".equals(answer.member("outcome"))) {
		IO.println("  logins that are moved: " + logins(at(preview, "secondary")));
		IO.println("  user_metadata carried over: " + keys(at(preview, "user_metadata", "carried_over")));
		IO.println("  user_metadata discarded: " + keys(at(preview, "user_metadata", "discarded")));
		IO.println("  app_metadata discarded: " + keys(at(preview, "app_metadata", "discarded")));
		IO.println("  roles that end: " + keys(at(preview, "roles", "discarded")));
		IO.println("  organizations that end: " + keys(at(preview, "organizations", "discarded")));
	}
}

void showWhereItWent(String secondary) throws InterruptedException {
	Answer found = call("GET", account(secondary), "");
	// The accounts are linked, so no answer here is a failure. Auth0's search follows some seconds behind.
	IO.println(secondary + switch (found.code()) {
		case "" -> " leads to " + found.member("account_id");
		case "account_not_found" -> " is not found yet: ask again after a minute";
		default -> ": the account that it leads to is unknown: " + found.code();
	});
}

/** Calls the service. A token that it refuses is replaced once. */
Answer call(String method, String path, String body) throws InterruptedException {
	for (int attempt = 1;; attempt++) {
		if (accessToken.isEmpty()) {
			accessToken = newToken();
		}
		Answer answer = send(HttpRequest.newBuilder(URI.create(accountLink + path))
			.header("Authorization", "Bearer " + accessToken)
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body)));
		if (answer.status() != 401 || attempt == 2) {
			return answer;
		}
		accessToken = "";
	}
}

/** Gets a token by client credentials. Without the audience Auth0 issues one that the service refuses. */
String newToken() throws InterruptedException {
	String form = "grant_type=client_credentials&client_id=" + encoded(clientId) + "&client_secret="
			+ encoded(clientSecret) + "&audience=" + encoded(audience);
	Answer answer = send(HttpRequest.newBuilder(URI.create(issuer + "/oauth/token"))
		.header("Content-Type", "application/x-www-form-urlencoded")
		.POST(HttpRequest.BodyPublishers.ofString(form)));
	return answer.orThrow().member("access_token");
}

/** Repeats what may succeed later. Repeating a link is safe, also where its outcome is unknown. */
Answer send(HttpRequest.Builder request) throws InterruptedException {
	long start = System.nanoTime();
	for (int attempt = 1;; attempt++) {
		Answer answer = sendOnce(request.build());
		Duration wait = switch (answer.code()) {
			case "too_many_requests", "auth0_busy", "auth0_unavailable", "overloaded" -> answer.retryAfter();
			case "auth0_timeout", "auth0_error", "connection_lost", "malformed_answer" -> backOff(attempt);
			default -> answer.isOtherError(429) ? answer.retryAfter() : answer.isOtherError(500, 502, 503, 504)
					? backOff(attempt) : null;
		};
		if (wait == null || attempt == MAX_ATTEMPTS
				|| wait.plusNanos(System.nanoTime() - start).compareTo(MAX_TIME_OF_A_CALL) > 0) {
			return answer;
		}
		System.err.println(answer.code() + ": trying again in " + wait.toMillis() + " ms");
		Thread.sleep(wait);
	}
}

/** At once the first time, then after up to 0.5, 1, 2 and 4 s. Jitter keeps callers apart. */
Duration backOff(int attempt) {
	return Duration.ofMillis((attempt == 1) ? 0 : ThreadLocalRandom.current().nextLong(125L << attempt));
}

/** The timeout of HttpRequest ends with the header of the response. This one includes the body. */
Answer sendOnce(HttpRequest request) throws InterruptedException {
	var exchange = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	try {
		var response = exchange.get(EXCHANGE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		var headers = response.headers();
		String seconds = headers.firstValue("Retry-After").filter((value) -> value.matches("\\d{1,18}")).orElse("5");
		boolean isJson = headers.firstValue("Content-Type").filter((type) -> type.contains("json")).isPresent();
		return new Answer(response.statusCode(), Duration.ofSeconds(Long.parseLong(seconds)),
				isJson ? json(response.body()) : null);
	}
	catch (ExecutionException | TimeoutException ex) {
		exchange.cancel(true);
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		return new Answer(0, Duration.ZERO,
				Map.of("code", "connection_lost", "detail", "no answer from " + request.uri() + ": " + cause));
	}
}

/** An answer; without JSON it comes from a gateway. The service's own problems have a code. */
record Answer(int status, Duration retryAfter, Object json) {

	/** The code of the service or the error of Auth0's token endpoint. A success has none. */
	String code() {
		if (status / 100 != 2) {
			return first(at(json, "code"), at(json, "errorCode"), at(json, "error"), "status_" + status);
		}
		return (json != null) ? "" : "malformed_answer";
	}

	/** Whether Auth0's token endpoint or a gateway answers with one of these statuses. */
	boolean isOtherError(int... statuses) {
		return at(json, "code") == null && IntStream.of(statuses).anyMatch((each) -> each == status);
	}

	/** Returns a member that each success has. */
	String member(String name) {
		if (at(json, name) instanceof String text) {
			return printable(text);
		}
		throw new IllegalStateException("malformed_answer: no " + name + " in an answer with status " + status);
	}

	Answer orThrow() {
		if (code().isEmpty()) {
			return this;
		}
		// Programs evaluate the code. The detail is for people.
		Object detail = first(at(json, "detail"), at(json, "error_description"), at(json, "message"), "-");
		throw new IllegalStateException(printable(code() + ": " + detail));
	}

}

/** An id is one segment of the path, encoded once: it may hold {@code | / @ +} and {@code %}. */
String account(String id) {
	return "/accounts/" + encoded(id);
}

String encoded(String text) {
	return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
}

String logins(Object account) {
	return printable(items(at(account, "identities"))
		.map((login) -> at(login, "provider") + "|" + at(login, "user_id"))
		.collect(Collectors.joining(", ")));
}

/** Any string may be a key, so control characters are escaped. The list is absent where the service cannot tell. */
String keys(Object list) {
	String keys = items(list).map((key) -> quoted(key.toString())).collect(Collectors.joining(", "));
	return (list == null) ? "unknown" : keys.isEmpty() ? "-" : keys;
}

static Stream<?> items(Object list) {
	return (list instanceof List<?> items) ? items.stream() : Stream.empty();
}

/** Returns the member of the member of …, or null. */
static Object at(Object json, String... names) {
	for (String name : names) {
		json = (json instanceof Map<?, ?> members) ? members.get(name) : null;
	}
	return json;
}

static String first(Object... values) {
	return Stream.of(values).filter(Objects::nonNull).findFirst().map(Object::toString).orElseThrow();
}

static String quoted(String text) {
	return text.chars()
		.mapToObj((c) -> (Character.isISOControl(c) || c == '"' || c == '\\') ? "\\u%04x".formatted(c) : Character.toString(c))
		.collect(Collectors.joining("", "\"", "\""));
}

/** Replaces control characters, which a terminal would obey. */
static String printable(String text) {
	return text.replaceAll("\\p{IsControl}", "?");
}

static String url(String name, String defaultValue) {
	return variable(name, defaultValue).replaceFirst("/*$", "");
}

static String variable(String name, String defaultValue) {
	return System.getenv().getOrDefault(name, defaultValue);
}

/** Returns null for what is no JSON. */
static Object json(String body) {
	try {
		return read(tokens(body));
	}
	catch (NoSuchElementException | IllegalArgumentException malformed) {
		return null;
	}
}

/** Splits JSON (RFC 8259): as a string is one token, none inside a string is taken for a member. */
static Iterator<String> tokens(String json) {
	String token = "\"(?:[^\"\\\\]++|\\\\.)*+\"|[{}\\[\\]]|[^\\s,:{}\\[\\]\"]+";
	return Pattern.compile(token).matcher(json).results().map(MatchResult::group).iterator();
}

/** Reads an object as a map, an array as a list, and all else as text. It does not check the grammar. */
static Object read(Iterator<String> tokens) {
	String token = tokens.next();
	switch (token) {
		case "{":
			Map<Object, Object> members = new HashMap<>();
			for (Object name = read(tokens); name != END; name = read(tokens)) {
				members.put(name, read(tokens));
			}
			return members;
		case "[":
			List<Object> items = new ArrayList<>();
			for (Object item = read(tokens); item != END; item = read(tokens)) {
				items.add(item);
			}
			return items;
		case "}", "]":
			return END;
		case "null":
			return null;
		default:
			return token.startsWith("\"") ? unquoted(token) : token;
	}
}

static final Object END = new Object();

static String unquoted(String token) {
	return Pattern.compile("\\\\(u(.{4})|.)").matcher(token.substring(1, token.length() - 1)).replaceAll((escape) -> {
		String name = escape.group(1);
		return Matcher.quoteReplacement((name.length() > 1) ? Character.toString(Integer.parseInt(escape.group(2), 16))
				: "bfnrt".contains(name) ? escape.group().translateEscapes() : name);
	});
}
