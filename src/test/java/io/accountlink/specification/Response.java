package io.accountlink.specification;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.accountlink.problem.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Response of the service, with assertions.
 */
final class Response {

	private final int status;

	private final HttpHeaders headers;

	private final String body;

	Response(int status, HttpHeaders headers, String body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	static Response of(HttpResponse<String> response) {
		return new Response(response.statusCode(), response.headers(), response.body());
	}

	int status() {
		return this.status;
	}

	String body() {
		return this.body;
	}

	JsonNode json() {
		return tree(body());
	}

	static JsonNode tree(String json) {
		return JsonMapper.shared().readTree(json);
	}

	Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	Response isCreated() {
		return hasStatus(201);
	}

	Response isOk() {
		return hasStatus(200);
	}

	private Response hasStatus(int status) {
		assertThat(status()).as("status of %s", body()).isEqualTo(status);
		assertThat(header("content-type")).hasValue("application/json");
		assertThat(header("cache-control")).hasValue("no-store");
		return this;
	}

	/**
	 * Returns the identities in the body as {@code provider|user_id}, in order.
	 */
	List<String> identities() {
		return json().get("identities")
			.valueStream()
			.map((identity) -> identity.get("provider").asString() + "|" + identity.get("user_id").stringValue())
			.toList();
	}

	Response hasIdentities(String... identities) {
		assertThat(identities()).containsExactly(identities);
		return this;
	}

	/**
	 * Asserts the answer as a fault matrix writes it: the status, and the code of a
	 * problem.
	 */
	Response is(String answer) {
		assertThat(this.status).as("status of %s", this.body).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
		if (this.status >= 400) {
			isProblem(ProblemType.valueOf(answer.substring(4).toUpperCase(Locale.ROOT)));
		}
		if (this.status == 504) {
			assertThat(detail()).contains("may be repeated safely").doesNotContainIgnoringCase("chang");
		}
		return this;
	}

	Response isProblem(ProblemType type) {
		assertThat(status()).as("status of %s", body()).isEqualTo(type.status());
		assertThat(header("content-type")).hasValue("application/problem+json");
		assertThat(header("cache-control")).hasValue("no-store");
		JsonNode problem = json();
		assertThat(problem.path("code").asString()).isEqualTo(type.name().toLowerCase(Locale.ROOT));
		assertThat(problem.path("status").asInt()).isEqualTo(type.status());
		for (String member : List.of("type", "title", "detail", "instance")) {
			assertThat(problem.path(member).asString("")).as(member).isNotBlank();
		}
		return this;
	}

	/**
	 * Returns the problem's {@code detail}.
	 */
	String detail() {
		return json().path("detail").asString();
	}

	/**
	 * Returns the request members in the problem's {@code errors}.
	 */
	List<String> invalidFields() {
		return json().path("errors").valueStream().map((error) -> error.get("field").stringValue()).toList();
	}

	Response hasInvalidFields(String... fields) {
		assertThat(invalidFields()).as("fields named by %s", body()).containsExactly(fields);
		return this;
	}

	/**
	 * Asserts that neither headers nor body contain the text.
	 */
	Response doesNotContain(String text) {
		assertThat(this.headers + body()).doesNotContain(text);
		return this;
	}

	@Override
	public String toString() {
		return status() + " " + body();
	}

}
