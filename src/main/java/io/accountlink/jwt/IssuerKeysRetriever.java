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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;

import org.springframework.stereotype.Component;

/**
 * Fetches the issuer's keys: in one piece, in time, from nowhere else.
 */
@Component
class IssuerKeysRetriever implements ResourceRetriever {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int MAX_BYTES = 256 * 1024;

	private final HttpClient http;

	IssuerKeysRetriever(HttpClient http) {
		this.http = http;
	}

	@Override
	public Resource retrieveResource(URL url) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url.toString())).timeout(TIMEOUT).build();
		HttpResponse<byte[]> response = await(
				this.http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES)));
		if (response.statusCode() != 200) {
			throw new IOException("the issuer answered with status " + response.statusCode());
		}
		return new Resource(new String(response.body(), StandardCharsets.UTF_8),
				response.headers().firstValue("content-type").orElse(null));
	}

	// The request's own time-out ends with the header.
	private static <T> T await(CompletableFuture<T> answer) throws IOException {
		try {
			return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException failed) {
			throw new IOException("the issuer's keys can't be fetched", failed.getCause());
		}
		catch (TimeoutException late) {
			answer.cancel(true);
			throw new IOException("the issuer did not answer in time", late);
		}
		catch (InterruptedException stopped) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", stopped);
		}
	}

}
