package io.accountlink.jwt;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.accountlink.settings.ConnectionFailure;
import io.accountlink.settings.UserAgent;

import org.springframework.stereotype.Component;

/**
 * Retrieves the JWK set over the shared HTTP client, which follows no redirects, with a
 * total time limit of 2 s and a size limit of 256 KiB.
 */
@Component
class JwkSetRetriever implements ResourceRetriever {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int MAX_BYTES = 256 * 1024;

	private final HttpClient http;

	private final UserAgent userAgent;

	JwkSetRetriever(HttpClient http, UserAgent userAgent) {
		this.http = http;
		this.userAgent = userAgent;
	}

	@Override
	public Resource retrieveResource(URL url) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url.toString()))
			.header("User-Agent", this.userAgent.toString())
			.timeout(TIMEOUT)
			.build();
		HttpResponse<byte[]> response = await(
				this.http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES)));
		if (response.statusCode() != 200) {
			throw new JwkSetException(ConnectionFailure.describe(response.statusCode()));
		}
		return new Resource(new String(response.body(), StandardCharsets.UTF_8),
				response.headers().firstValue("content-type").orElse(null));
	}

	// The time limit of the request itself ends with the response header.
	private static <T> T await(CompletableFuture<T> response) {
		return response.copy()
			.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((received, failure) -> response.cancel(true))
			.join();
	}

}
