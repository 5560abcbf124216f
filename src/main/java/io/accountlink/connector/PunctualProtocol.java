package io.accountlink.connector;

import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 for those who say in time what they want. Public, since Tomcat makes it from
 * its name.
 */
public final class PunctualProtocol extends Http11NioProtocol {

	private static final int LONGEST_SILENCE_IN_A_BODY = 5_000;

	// Thousands of requests wait for Auth0 at once, and each holds its buffers meanwhile:
	// with Tomcat's own sizes, 98 KB of them.
	private static final int BUFFER = 4 * 1024;

	public PunctualProtocol() {
		setDisableUploadTimeout(false);
		setConnectionUploadTimeout(LONGEST_SILENCE_IN_A_BODY);
		getEndpoint().getSocketProperties().setAppReadBufSize(BUFFER);
		getEndpoint().getSocketProperties().setAppWriteBufSize(BUFFER);
		setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
	}

	@Override
	public int getDesiredBufferSize() {
		return BUFFER;
	}

	@Override
	protected Processor createProcessor() {
		return new PunctualProcessor(this, getAdapter());
	}

}
