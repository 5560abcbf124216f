package io.accountlink.connector;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * What is left of a body after its answer: it is read and forgotten.
 */
final class Rest implements ApplicationBufferHandler {

	private final Request wire;

	private ByteBuffer latest = EMPTY_BUFFER;

	Rest(Request wire) {
		this.wire = wire;
	}

	boolean endsWithin(int bytes) {
		try {
			int read = 0;
			while (read < bytes) {
				int more = this.wire.doRead(this);
				if (more < 0) {
					return true;
				}
				read += more;
			}
			return false;
		}
		catch (IOException cutOff) {
			return false;
		}
	}

	@Override
	public void setByteBuffer(ByteBuffer buffer) {
		this.latest = buffer;
	}

	@Override
	public ByteBuffer getByteBuffer() {
		return this.latest;
	}

	@Override
	public void expand(int size) {
	}

}
