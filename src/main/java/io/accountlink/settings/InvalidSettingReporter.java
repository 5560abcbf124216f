package io.accountlink.settings;

import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one line why the service doesn't start, where a variable is the reason.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidSettingReporter implements SpringBootExceptionReporter {

	private static final Log log = LogFactory.getLog(InvalidSettingReporter.class);

	@Override
	public boolean reportException(Throwable failure) {
		if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof InvalidSettingException invalid) {
			log.error("Account Link can't start: " + invalid.getMessage());
			return true;
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				log.error("Account Link can't start: " + variable(bind) + " has a value of the wrong type");
				return true;
			}
		}
		return false;
	}

	private static String variable(BindException failure) {
		return failure.getName().toString().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
	}

}
