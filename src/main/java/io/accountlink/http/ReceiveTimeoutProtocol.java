package io.accountlink.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
 * HTTP/1.1 connector with a total time limit for header and body (slowloris protection):
 * 8 s from the first byte, or from the connection for its first request. Tomcat's own
 * timeouts apply between two bytes only. A body that was not read is not drained, but for
 * 200 ms. Public because Tomcat creates it by its name.
 */
public final class ReceiveTimeoutProtocol extends Http11NioProtocol {

	private static final Duration RECEIVE_TIMEOUT = Duration.ofSeconds(8);

	// Lingering close (RFC 9112 section 9.6): a body that is under way would reset the
	// connection, and the client could lose the response.
	private static final Duration LINGER = Duration.ofMillis(200);

	private static final int KEEP_ALIVE_TIMEOUT_MILLIS = 75_000;

	// Each request that waits for Auth0 holds its buffers: 98 KB with Tomcat's defaults.
	private static final int BUFFER_BYTES = 4 * 1024;

	public ReceiveTimeoutProtocol() {
		super(new Endpoint());
		setConnectionTimeout((int) RECEIVE_TIMEOUT.toMillis());
		setKeepAliveTimeout(KEEP_ALIVE_TIMEOUT_MILLIS);
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
					channel.completedBefore = completed(this.request);
				}
				return super.service(socket);
			}

		};
	}

	private static int completed(Request request) {
		return request.getRequestProcessor().getRequestCount();
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

		private int completedBefore;

		private boolean isFirstRequest;

		private long opened;

		private long answered;

		Channel(SocketBufferHandler buffers) {
			super(buffers);
		}

		// Tomcat uses a channel again for another connection.
		@Override
		public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper wrapper) throws IOException {
			super.reset(channel, wrapper);
			this.request = null;
			this.isFirstRequest = true;
			this.opened = System.nanoTime();
		}

		// Reads first: unread bytes would reset the connection and lose the response.
		@Override
		public int read(ByteBuffer target) throws IOException {
			int bytes = super.read(target);
			Request current = this.request;
			if (current == null) {
				return bytes;
			}
			this.isFirstRequest &= completed(current) == this.completedBefore;
			if (current.getResponse().isCommitted()) {
				return limited(bytes, LINGER, this.answered);
			}
			// Tomcat sets the start with the first byte of a request, and -1 before.
			if (!this.isFirstRequest && current.getStartTimeNanos() < 0) {
				return bytes;
			}
			return limited(bytes, RECEIVE_TIMEOUT, this.isFirstRequest ? this.opened : current.getStartTimeNanos());
		}

		private int limited(int bytes, Duration limit, long start) {
			Duration left = limit.minusNanos(System.nanoTime() - start);
			this.socketWrapper.setReadTimeout(Math.max(1, left.toMillis()));
			return left.isNegative() ? END_OF_INPUT : bytes;
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			int bytes = super.write(source);
			if (this.request != null && this.request.getResponse().isCommitted()) {
				this.answered = System.nanoTime();
				this.socketWrapper.setReadTimeout(LINGER.toMillis());
			}
			return bytes;
		}

	}

}
