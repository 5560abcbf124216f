package io.accountlink.support;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends raw HTTP that an HTTP client rejects, and reads until the connection closes.
 */
public final class RawHttp {

	private static final int READ_TIMEOUT_MILLIS = 20_000;

	private static final String LINE_END = "\r\n";

	private static final int HEX = 16;

	private final int port;

	private final String headers;

	private RawHttp(int port, String headers) {
		this.port = port;
		this.headers = headers;
	}

	public static RawHttp at(int port) {
		return new RawHttp(port, "Host: localhost\r\nConnection: close\r\n");
	}

	public RawHttp with(String header, String value) {
		return new RawHttp(this.port, this.headers + header + ": " + value + LINE_END);
	}

	/**
	 * Sends the request target unchanged.
	 */
	public Response send(String method, String target, String body) {
		return send(method + " " + target + " HTTP/1.1\r\n" + this.headers + LINE_END + body);
	}

	/**
	 * Sends the text unchanged, one byte per character (ISO 8859-1).
	 */
	public Response send(String text) {
		return parse(exchange(text));
	}

	/**
	 * Returns the response until the connection closes, which may be empty.
	 */
	public String exchange(String text) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(READ_TIMEOUT_MILLIS);
			OutputStream out = socket.getOutputStream();
			out.write(text.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static Response parse(String answer) {
		int end = answer.indexOf("\r\n\r\n");
		List<String> head = answer.substring(0, Math.max(0, end)).lines().toList();
		if (head.isEmpty()) {
			throw new AssertionError("no answer but: " + answer);
		}
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line : head.subList(1, head.size())) {
			String[] header = line.split(": ?", 2);
			headers.computeIfAbsent(header[0], (name) -> new ArrayList<>()).add(header[1]);
		}
		String body = answer.substring(end + 4);
		boolean chunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
		return new Response(Integer.parseInt(head.getFirst().split(" ", 3)[1]),
				HttpHeaders.of(headers, (name, value) -> true), utf8(chunked ? joined(body) : body));
	}

	private static String joined(String chunks) {
		StringBuilder joined = new StringBuilder();
		int start = 0;
		while (true) {
			int line = chunks.indexOf(LINE_END, start);
			int length = Integer.parseInt(chunks.substring(start, line), HEX);
			if (length == 0) {
				return joined.toString();
			}
			joined.append(chunks, line + 2, line + 2 + length);
			start = line + 2 + length + 2;
		}
	}

	private static String utf8(String bytes) {
		return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

}
