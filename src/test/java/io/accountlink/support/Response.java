package io.accountlink.support;

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
public final class Response {

	private final int status;

	private final HttpHeaders headers;

	private final String body;

	public Response(int status, HttpHeaders headers, String body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	public static Response of(HttpResponse<String> response) {
		return new Response(response.statusCode(), response.headers(), response.body());
	}

	public int status() {
		return this.status;
	}

	public String body() {
		return this.body;
	}

	public JsonNode json() {
		return tree(body());
	}

	public static JsonNode tree(String json) {
		return JsonMapper.shared().readTree(json);
	}

	public Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	public Response isCreated() {
		return hasStatus(201);
	}

	public Response isOk() {
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
	public List<String> identities() {
		return json().get("identities")
			.valueStream()
			.map((identity) -> identity.get("provider").asString() + "|" + identity.get("user_id").stringValue())
			.toList();
	}

	public Response hasIdentities(String... identities) {
		assertThat(identities()).containsExactly(identities);
		return this;
	}

	/**
	 * Asserts the answer as a fault matrix writes it: the status, and the code of a
	 * problem.
	 */
	public Response is(String answer) {
		assertThat(this.status).as("status of %s", this.body).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
		if (this.status >= 400) {
			isProblem(ProblemType.valueOf(answer.substring(4).toUpperCase(Locale.ROOT)));
		}
		if (this.status == 504) {
			assertThat(detail()).contains("may be repeated safely").doesNotContainIgnoringCase("chang");
		}
		return this;
	}

	public Response isProblem(ProblemType type) {
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
	public String detail() {
		return json().path("detail").asString();
	}

	/**
	 * Returns the request members in the problem's {@code errors}.
	 */
	public List<String> invalidFields() {
		return json().path("errors").valueStream().map((error) -> error.get("field").stringValue()).toList();
	}

	public Response hasInvalidFields(String... fields) {
		assertThat(invalidFields()).as("fields named by %s", body()).containsExactly(fields);
		return this;
	}

	/**
	 * Asserts that neither headers nor body contain the text.
	 */
	public Response doesNotContain(String text) {
		assertThat(this.headers + body()).doesNotContain(text);
		return this;
	}

	@Override
	public String toString() {
		return status() + " " + body();
	}

}
