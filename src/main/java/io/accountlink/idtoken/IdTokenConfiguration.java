package io.accountlink.idtoken;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/**
 * Enables the settings for ID tokens.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdTokenSettings.class)
class IdTokenConfiguration {

}
