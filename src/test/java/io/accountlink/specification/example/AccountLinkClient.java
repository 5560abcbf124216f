package io.accountlink.specification.example;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * HTTP interface of a Spring service that calls the API, as {@code src/examples/spring}
 * shows it.
 */
@HttpExchange("/accounts/{id}")
interface AccountLinkClient {

	@PostExchange("/link")
	Account link(@PathVariable String id, @RequestBody Map<String, String> identity);

	@GetExchange
	Account find(@PathVariable String id);

	/**
	 * The account with all its logins.
	 */
	record Account(@JsonProperty("account_id") String id, List<Map<String, Object>> identities) {
	}

}
