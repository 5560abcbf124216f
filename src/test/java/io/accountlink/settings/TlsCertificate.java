package io.accountlink.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of an authority of its own, made by the JDK's keytool, and both ends of
 * TLS with it.
 */
public final class TlsCertificate {

	private static final String PASSWORD = "changeit";

	private final Path store;

	private TlsCertificate(Path store) {
		this.store = store;
	}

	public static TlsCertificate of(Path folder, String host) {
		return of(folder, host, "-startdate", "-1d", "-validity", "2");
	}

	public static TlsCertificate expired(Path folder, String host) {
		return of(folder, host, "-startdate", "-2d", "-validity", "1");
	}

	private static TlsCertificate of(Path folder, String host, String... validity) {
		Path store = folder.resolve(host + validity[1] + ".p12");
		keytool(store, "-alias", "ca", "-dname", "CN=authority of " + host, "-ext", "bc:c");
		List<String> leaf = new ArrayList<>(
				List.of("-alias", "tls", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-signer", "ca"));
		leaf.addAll(List.of(validity));
		keytool(store, leaf.toArray(String[]::new));
		return new TlsCertificate(store);
	}

	private static void keytool(Path store, String... options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
						"EC", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
		command.addAll(List.of(options));
		run(command);
	}

	private static void run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The server's end: shows this certificate.
	 */
	public SSLContext server() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
			KeyStore store = read();
			store.deleteEntry("ca");
			keys.init(store, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The client's end: trusts this certificate's authority and no other.
	 */
	public SSLContext client() {
		try {
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			trusted.setCertificateEntry("ca", read().getCertificate("ca"));
			TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore read() {
		try (InputStream in = Files.newInputStream(this.store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD.toCharArray());
			return keys;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
