package io.accountlink.idtoken;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/**
 * Wires what an ID token is measured by.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdTokenSettings.class)
class IdTokenConfiguration {

}
