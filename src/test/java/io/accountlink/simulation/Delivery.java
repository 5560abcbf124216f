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

	GARBAGE(Fault.RANDOM_DATA_THEN_CLOSE),

	MALFORMED(Fault.MALFORMED_RESPONSE_CHUNK),

	HANGING {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
			hold.awaitRelease(FOREVER);
			out.write(body);
		}

	},

	HALF_THEN_HANGING {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
			out.write(body, 0, body.length / 2);
			out.flush();
			hold.awaitRelease(FOREVER);
			out.write(body, body.length / 2, body.length - body.length / 2);
		}

	},

	CUT_OFF {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
			out.write(body, 0, body.length / 2);
			out.flush();
		}

	},

	DRIBBLED {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
			boolean ended = false;
			for (byte next : body) {
				out.write(next);
				out.flush();
				ended = ended || hold.awaitRelease(DRIBBLE);
			}
		}

	},

	ENDLESS {

		@Override
		void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
			byte[] blanks = new byte[8192];
			Arrays.fill(blanks, (byte) ' ');
			while (!hold.awaitRelease(Duration.ZERO)) {
				out.write(blanks);
			}
			out.write(body);
		}

	};

	private static final Duration FOREVER = Duration.ofMinutes(10);

	private static final Duration DRIBBLE = Duration.ofMillis(250);

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

	void write(byte[] body, OutputStream out, ReleaseLatch hold) throws IOException {
		out.write(body);
	}

}
