package io.accountlink.http;

import org.jspecify.annotations.Nullable;

/**
 * Limits of the API's server, from one memory budget: 85 % of the heap, less what the
 * application and its full caches hold. Half of the rest is for connections, half for
 * what a request to {@code /accounts/**} holds beside its connection.
 *
 * @param requests concurrent requests to {@code /accounts/**}
 * @param connections connections to the API's port
 */
public record ServerLimits(int requests, int connections) {

	/** Connections to the management port. */
	static final int MANAGEMENT_CONNECTIONS = 100;

	// Tomcat's own default.
	private static final int MAX_CONNECTIONS = 8192;

	private static final int MIN_CONNECTIONS = 50;

	// Measured: a request in Tomcat without an answer, with 95 headers.
	private static final long CONNECTION_BYTES = 96 * 1024L;

	// Measured: 145 KiB for two calls to Auth0 that wait; more for their answers.
	private static final long REQUEST_BYTES = 208 * 1024L;

	// Two answers of Auth0 of up to 256 KiB, and what is written of them.
	private static final long REQUEST_BYTES_WITH_METADATA = 928 * 1024L;

	// Application 32 MiB; access tokens 12, rate limits 20 and replay cache 15 MiB.
	private static final long FIXED_BYTES = 79 * 1024 * 1024L + MANAGEMENT_CONNECTIONS * CONNECTION_BYTES;

	/**
	 * The limits that a heap permits.
	 * @param maxRequests a lower limit of concurrent requests
	 * @param withMetadata whether a link carries metadata over
	 */
	static ServerLimits of(long heapBytes, @Nullable Integer maxRequests, boolean withMetadata) {
		long half = (heapBytes / 100 * 85 - FIXED_BYTES) / 2;
		int connections = Math.clamp(half / CONNECTION_BYTES, MIN_CONNECTIONS, MAX_CONNECTIONS);
		long requests = half / (withMetadata ? REQUEST_BYTES_WITH_METADATA : REQUEST_BYTES);
		int most = (maxRequests != null) ? Math.min(maxRequests, connections) : connections;
		return new ServerLimits(Math.clamp(requests, 1, most), connections);
	}

}
