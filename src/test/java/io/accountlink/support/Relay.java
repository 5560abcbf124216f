package io.accountlink.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;

/**
 * Relays connections to a port of this machine: as the TLS end of a server, or as an HTTP
 * proxy that opens tunnels.
 */
public final class Relay implements AutoCloseable {

	private static final int BACKLOG = 50;

	private final ServerSocket server;

	private final int target;

	private final boolean isProxy;

	private final Thread acceptor;

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	private final List<Socket> fillers = new CopyOnWriteArrayList<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private volatile boolean isDropping;

	private volatile String proxyStatus = "200 Connection established";

	private Relay(ServerSocketFactory sockets, int target, boolean isProxy) {
		try {
			this.server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.target = target;
		this.isProxy = isProxy;
		this.acceptor = Thread.startVirtualThread(this::accept);
	}

	public static Relay ofTls(SSLContext context, int target) {
		return new Relay(context.getServerSocketFactory(), target, false);
	}

	public static Relay plain(int target) {
		return new Relay(ServerSocketFactory.getDefault(), target, false);
	}

	public static Relay proxy(int target) {
		return new Relay(ServerSocketFactory.getDefault(), target, true);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Returns the first bytes of each connection after the TLS handshake or, for a proxy,
	 * the header of each request.
	 */
	public List<String> received() {
		return this.received;
	}

	/**
	 * Ends all tunnels and opens no more of them.
	 */
	public void refusesTunnels(String status) {
		this.proxyStatus = status;
		this.open.forEach(Relay::close);
		this.open.clear();
	}

	/**
	 * Accepts no more connections, ends all, waits until their clients have closed them,
	 * and answers no attempt to connect, as a firewall that drops packets: a full accept
	 * queue drops SYN.
	 */
	public void dropsPackets() {
		this.isDropping = true;
		endAccept();
		this.open.forEach(Relay::shutdownOutput);
		Awaitility.await("the end of all connections").until(this.open::isEmpty);
		try {
			for (int queued = 0; queued < 2 * BACKLOG; queued++) {
				SocketChannel filler = SocketChannel.open();
				filler.configureBlocking(false);
				filler.connect(this.server.getLocalSocketAddress());
				this.fillers.add(filler.socket());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// An accept that still waits would take the next connection and leave room for one
	// more in the queue.
	private void endAccept() {
		try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port())) {
			this.acceptor.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void accept() {
		try {
			Socket client = this.server.accept();
			while (!this.isDropping) {
				Socket accepted = client;
				this.open.add(accepted);
				Thread.startVirtualThread(() -> relay(accepted));
				client = this.server.accept();
			}
			client.close();
		}
		catch (IOException closed) {
			this.open.forEach(Relay::close);
		}
	}

	private void relay(Socket client) {
		try (client) {
			if (this.isProxy && !opensTunnel(client)) {
				return;
			}
			byte[] first = new byte[8192];
			int length = client.getInputStream().read(first);
			if (length < 0) {
				return;
			}
			if (!this.isProxy) {
				this.received.add(new String(first, 0, length, StandardCharsets.ISO_8859_1));
			}
			try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
				upstream.getOutputStream().write(first, 0, length);
				Thread.startVirtualThread(() -> copy(upstream, client));
				client.getInputStream().transferTo(upstream.getOutputStream());
			}
		}
		catch (IOException ended) {
			close(client);
		}
		finally {
			this.open.remove(client);
		}
	}

	private boolean opensTunnel(Socket client) throws IOException {
		String status = this.proxyStatus;
		this.received.add(header(client.getInputStream()));
		OutputStream out = client.getOutputStream();
		out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		out.flush();
		return status.startsWith("200");
	}

	private static String header(InputStream in) throws IOException {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		while (!header.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			header.write(in.read());
		}
		return header.toString(StandardCharsets.ISO_8859_1);
	}

	private static void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ended) {
			close(from);
		}
		close(to);
	}

	private static void shutdownOutput(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.fillers.forEach(Relay::close);
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
