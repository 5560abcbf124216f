package io.accountlink.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Configures a connector of Tomcat: receive timeout and connection limit. At the limit,
 * new connections wait in the accept queue.
 */
class ServerConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, MeterBinder {

	private final int connections;

	private @Nullable AbstractProtocol<?> protocol;

	ServerConnector(int connections) {
		this.connections = connections;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.setProtocol(ReceiveTimeoutProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> {
			this.protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
			this.protocol.setMaxConnections(this.connections);
		});
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Gauge.builder("account.link.connections.limit", () -> this.connections)
			.description("Limit of connections to the API's port")
			.register(meters);
		Gauge.builder("account.link.connections.in.use", this::inUse)
			.description("Connections to the API's port")
			.register(meters);
	}

	// Tomcat counts the connection that it waits for.
	private long inUse() {
		return (this.protocol != null) ? Math.max(0, this.protocol.getConnectionCount() - 1) : 0;
	}

	/**
	 * The connector of the management port. Spring Boot imports this class into the
	 * context of that port; without {@code @Configuration}, scanning does not find it.
	 */
	static class Management {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementConnector() {
			return new ServerConnector(ServerLimits.MANAGEMENT_CONNECTIONS);
		}

	}

}
