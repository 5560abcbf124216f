package io.accountlink;

import io.accountlink.http.GracefulShutdown;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * Starts the service.
 */
@ConfigurationPropertiesScan
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class AccountLinkApplication {

	public static void main(String[] args) {
		SpringApplication.run(AccountLinkApplication.class, args);
		GracefulShutdown.exitWithCodeZero();
	}

}
