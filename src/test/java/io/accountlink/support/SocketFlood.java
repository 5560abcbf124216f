package io.accountlink.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens sockets without a token, of one kind, holds them for 8 s and closes them, twice.
 * It runs in a container of its own, since a port that Docker publishes is accepted by
 * Docker. The arguments are host, port, number of sockets, and kind.
 */
public final class SocketFlood {

	private static final int TIMES = 2;

	private static final Duration HOLD = Duration.ofSeconds(8);

	private final InetSocketAddress target;

	private final byte[] bytes;

	private SocketFlood(InetSocketAddress target, byte[] bytes) {
		this.target = target;
		this.bytes = bytes;
	}

	public static void main(String[] args) throws IOException {
		InetSocketAddress target = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
		byte[] bytes = Kind.valueOf(args[3]).bytes.getBytes(StandardCharsets.ISO_8859_1);
		for (int time = 0; time < TIMES; time++) {
			int connected = new SocketFlood(target, bytes).run(Integer.parseInt(args[2]));
			System.out.println(connected + " of " + args[2] + " connected");
		}
	}

	private int run(int sockets) throws IOException {
		List<SocketChannel> open = new ArrayList<>();
		int connected = 0;
		try (Selector selector = Selector.open()) {
			for (int socket = 0; socket < sockets; socket++) {
				SocketChannel channel = SocketChannel.open();
				open.add(channel);
				channel.configureBlocking(false);
				channel.register(selector, SelectionKey.OP_CONNECT);
				channel.connect(this.target);
				connected += send(selector, 0);
			}
			long end = System.nanoTime() + HOLD.toNanos();
			while (System.nanoTime() < end) {
				connected += send(selector, 100);
			}
		}
		for (SocketChannel channel : open) {
			channel.close();
		}
		return connected;
	}

	// Never reads an answer.
	private int send(Selector selector, int millis) throws IOException {
		if (millis > 0) {
			selector.select(millis);
		}
		else {
			selector.selectNow();
		}
		int connected = 0;
		for (SelectionKey key : selector.selectedKeys()) {
			connected += isSent(key) ? 1 : 0;
		}
		selector.selectedKeys().clear();
		return connected;
	}

	private boolean isSent(SelectionKey key) {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			channel.finishConnect();
			key.interestOps(0);
			channel.write(ByteBuffer.wrap(this.bytes));
			return true;
		}
		catch (IOException refused) {
			key.cancel();
			return false;
		}
	}

	/**
	 * What a socket sends.
	 */
	public enum Kind {

		SILENT(""), HEADER("GET /accounts/me/identities HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(95)),
		BODY("POST /accounts/me/link HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
				+ "Content-Length: 10000\r\n\r\n{"),
		IDLE("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"),
		UNREAD("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3_000));

		private final String bytes;

		Kind(String bytes) {
			this.bytes = bytes;
		}

	}

}
