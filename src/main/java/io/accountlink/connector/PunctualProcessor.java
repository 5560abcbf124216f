package io.accountlink.connector;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Closes a connection whose header isn't complete in time, however steadily its bytes
 * come, and can end a body.
 */
final class PunctualProcessor extends Http11Processor {

	private static final Log log = LogFactory.getLog(PunctualProcessor.class);

	// Tomcat looks for time-outs once a second, so this ends within ten.
	private static final Duration LONGEST_HEADER = Duration.ofSeconds(8);

	// Tomcat itself uses the first two of 32, and keeps all of them between requests.
	private static final int CHANNEL = 17;

	PunctualProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
		super(protocol, adapter);
	}

	@Override
	public SocketState service(SocketWrapperBase<?> socket) throws IOException {
		this.request.setNote(CHANNEL, ((NioChannel) socket.getSocket()).getIOChannel());
		SocketState state = super.service(socket);
		if (state != SocketState.LONG || isAsync()) {
			return state;
		}
		Duration left = LONGEST_HEADER.minusNanos(System.nanoTime() - this.request.getStartTimeNanos());
		socket.setReadTimeout(Math.max(1, left.toMillis()));
		return left.isPositive() ? SocketState.LONG : SocketState.CLOSED;
	}

	/**
	 * Lets a request end where it has got to, as if its sender had hung up. Whoever reads
	 * it wakes up, and can still answer.
	 */
	static void endInputOf(Request request) {
		try {
			((SocketChannel) request.getNote(CHANNEL)).shutdownInput();
		}
		catch (IOException closed) {
			log.debug("The sender was faster", closed);
		}
	}

}
