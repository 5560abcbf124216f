package io.accountlink.settings;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reports an {@link InvalidSettingException} in one line. A {@code FailureAnalyzer} would
 * be reported in seven lines by Spring Boot, which has no switch for that.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidSettingExceptionReporter implements SpringBootExceptionReporter {

	private static final Log log = LogFactory.getLog(InvalidSettingExceptionReporter.class);

	@Override
	public boolean reportException(Throwable failure) {
		if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof InvalidSettingException invalid) {
			log.error("Account Link can't start: " + invalid.getMessage());
			return true;
		}
		return false;
	}

}
