package io.accountlink.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;

import com.github.tomakehurst.wiremock.http.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Transmission of a response, including transport faults.
 */
enum Delivery {

	WHOLE,

	CLOSED(Fault.EMPTY_RESPONSE),

	RESET(Fault.CONNECTION_RESET_BY_PEER),

	INVALID_HTTP(Fault.RANDOM_DATA_THEN_CLOSE),

	HANGING {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
			latch.awaitRelease(MAX_BLOCK);
			out.write(body);
		}

	},

	HALF_THEN_HANGING {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
			out.write(body, 0, body.length / 2);
			out.flush();
			latch.awaitRelease(MAX_BLOCK);
			out.write(body, body.length / 2, body.length - body.length / 2);
		}

	},

	TRUNCATED {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
			out.write(body, 0, body.length / 2);
			out.flush();
		}

	},

	DRIPPED {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
			boolean released = false;
			for (byte next : body) {
				out.write(next);
				out.flush();
				released = released || latch.awaitRelease(BYTE_INTERVAL);
			}
		}

	},

	ENDLESS {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
			byte[] blanks = new byte[8192];
			Arrays.fill(blanks, (byte) ' ');
			while (!latch.awaitRelease(Duration.ZERO)) {
				out.write(blanks);
			}
			out.write(body);
		}

	};

	private static final Duration MAX_BLOCK = Duration.ofMinutes(10);

	private static final Duration BYTE_INTERVAL = Duration.ofMillis(250);

	private final @Nullable Fault fault;

	Delivery() {
		this.fault = null;
	}

	Delivery(Fault fault) {
		this.fault = fault;
	}

	@Nullable Fault fault() {
		return this.fault;
	}

	void write(byte[] body, OutputStream out, ReleaseLatch latch) throws IOException {
		out.write(body);
	}

}
