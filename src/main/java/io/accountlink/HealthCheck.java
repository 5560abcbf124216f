package io.accountlink;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Health check of the container image: exits with code 0 if the service is live. The
 * image needs no shell and no curl.
 */
final class HealthCheck {

	private static final int TIMEOUT_MILLIS = 2000;

	private HealthCheck() {
	}

	public static void main(String[] args) throws IOException {
		String port = System.getenv().getOrDefault("MANAGEMENT_SERVER_PORT", "8081");
		URI liveness = URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness");
		HttpURLConnection connection = (HttpURLConnection) liveness.toURL().openConnection();
		connection.setConnectTimeout(TIMEOUT_MILLIS);
		connection.setReadTimeout(TIMEOUT_MILLIS);
		System.exit((connection.getResponseCode() == HttpURLConnection.HTTP_OK) ? 0 : 1);
	}

}
