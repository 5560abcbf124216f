package io.accountlink.support;

import java.net.http.HttpRequest.BodyPublishers;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.support.Specification.auth0;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The series of the request timers, which are the same whether spans are exported or not.
 */
public final class RequestTimer {

	private RequestTimer() {
	}

	public static void isMeasured(Api ada, int managementPort) {
		auth0.has(account("auth0|ada"));
		ada.list("me").isOk();
		ada.list("auth0|bob");
		ada.get("/nowhere");
		ada.send("BREW", "/accounts/me/link", BodyPublishers.noBody());
		Metrics metrics = Metrics.at(managementPort);
		assertThat(metrics.series("http_server_requests_seconds_count")).contains(
				"{error=\"none\",exception=\"none\",method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/accounts/{id}/identities\"}",
				"{error=\"none\",exception=\"none\",method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"403\",uri=\"/accounts/{id}/identities\"}",
				"{error=\"none\",exception=\"none\",method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"404\",uri=\"/**\"}",
				"{error=\"none\",exception=\"none\",method=\"UNKNOWN\",outcome=\"CLIENT_ERROR\",status=\"405\",uri=\"UNKNOWN\"}");
		assertThat(metrics.series("http_server_requests_active_seconds_gcount"))
			.contains("{exception=\"none\",method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"UNKNOWN\"}");
	}

}
