package io.accountlink.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 connector with a total time limit for header and body of 8 s from the first
 * byte (slowloris protection). Tomcat's own timeouts apply between two bytes only: if no
 * byte of the body arrives for 5 s, Tomcat ends it. Public because Tomcat creates it by
 * its name.
 */
public final class ReceiveTimeoutProtocol extends Http11NioProtocol {

	private static final Duration RECEIVE_TIMEOUT = Duration.ofSeconds(8);

	private static final int BODY_READ_TIMEOUT_MILLIS = 5_000;

	// Each request that waits for Auth0 holds its buffers: 98 KB with Tomcat's defaults.
	private static final int BUFFER_BYTES = 4 * 1024;

	public ReceiveTimeoutProtocol() {
		super(new Endpoint());
		setDisableUploadTimeout(false);
		setConnectionUploadTimeout(BODY_READ_TIMEOUT_MILLIS);
		getEndpoint().getSocketProperties().setAppReadBufSize(BUFFER_BYTES);
		getEndpoint().getSocketProperties().setAppWriteBufSize(BUFFER_BYTES);
		setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
	}

	@Override
	public int getDesiredBufferSize() {
		return BUFFER_BYTES;
	}

	@Override
	protected Processor createProcessor() {
		return new Http11Processor(this, getAdapter()) {

			@Override
			public SocketState service(SocketWrapperBase<?> socket) throws IOException {
				if (socket.getSocket() instanceof Channel channel) {
					channel.request = this.request;
				}
				SocketState state = super.service(socket);
				if (state == SocketState.LONG) {
					socket.setReadTimeout(Math.max(1, remaining(this.request).toMillis()));
				}
				return state;
			}

		};
	}

	// Tomcat sets the start with the first byte of a request, and -1 before.
	private static Duration remaining(Request request) {
		long start = request.getStartTimeNanos();
		return (start < 0) ? RECEIVE_TIMEOUT : RECEIVE_TIMEOUT.minusNanos(System.nanoTime() - start);
	}

	private static final class Endpoint extends NioEndpoint {

		@Override
		protected NioChannel createChannel(SocketBufferHandler buffers) {
			return isSSLEnabled() ? super.createChannel(buffers) : new Channel(buffers);
		}

	}

	/**
	 * Ends the input of a request that is late, as if the client had closed it. All input
	 * passes here: header, body, chunk extensions, trailers, and a body that Tomcat
	 * drains.
	 */
	private static final class Channel extends NioChannel {

		private static final int END_OF_INPUT = -1;

		private @Nullable Request request;

		Channel(SocketBufferHandler buffers) {
			super(buffers);
		}

		// Reads first: unread bytes would reset the connection and lose the response.
		@Override
		public int read(ByteBuffer target) throws IOException {
			int bytes = super.read(target);
			return (this.request != null && remaining(this.request).isNegative()) ? END_OF_INPUT : bytes;
		}

	}

}
