package io.accountlink.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

	/** Password of the stores and their keys. */
	public static final String PASSWORD = "changeit";

	private static final String AUTHORITY = "ca";

	private final Path keyStore;

	private final Path trustStore;

	private TlsCertificate(Path keyStore, Path trustStore) {
		this.keyStore = keyStore;
		this.trustStore = trustStore;
	}

	public static TlsCertificate of(Path folder, String host) {
		return of(folder, host, "-startdate", "-1d", "-validity", "2");
	}

	public static TlsCertificate expired(Path folder, String host) {
		return of(folder, host, "-startdate", "-2d", "-validity", "1");
	}

	private static TlsCertificate of(Path folder, String host, String... validity) {
		Path store = folder.resolve(host + validity[1] + ".p12");
		keytool(store, "-alias", AUTHORITY, "-dname", "CN=authority of " + host, "-ext", "bc:c");
		List<String> leaf = new ArrayList<>(
				List.of("-alias", "tls", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-signer", AUTHORITY));
		leaf.addAll(List.of(validity));
		keytool(store, leaf.toArray(String[]::new));
		Path trusted = folder.resolve(host + validity[1] + "-trusted.p12");
		moveAuthority(store, trusted);
		return new TlsCertificate(store, trusted);
	}

	private static void moveAuthority(Path store, Path trusted) {
		try {
			KeyStore keys = read(store);
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null, null);
			trust.setCertificateEntry(AUTHORITY, keys.getCertificate(AUTHORITY));
			keys.deleteEntry(AUTHORITY);
			write(trust, trusted);
			write(keys, store);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(Path store, String... options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
						"EC", "-groupname", "secp256r1", "-keystore", store.toString(), "-storetype", "PKCS12",
						"-storepass", PASSWORD));
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
	 * Returns the PKCS #12 file with the server's key and its certificate.
	 */
	public Path keyStore() {
		return this.keyStore;
	}

	/**
	 * Returns the options of a JVM that trusts this certificate's authority and no other.
	 */
	public List<String> trustOptions() {
		return List.of("-Djavax.net.ssl.trustStore=" + this.trustStore,
				"-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
	}

	/**
	 * The server's end: shows this certificate.
	 */
	public SSLContext server() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
			keys.init(read(this.keyStore), PASSWORD.toCharArray());
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
			TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
			trust.init(read(this.trustStore));
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyStore read(Path store) {
		try (InputStream in = Files.newInputStream(store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD.toCharArray());
			return keys;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(KeyStore keys, Path store) throws GeneralSecurityException, IOException {
		try (OutputStream out = Files.newOutputStream(store)) {
			keys.store(out, PASSWORD.toCharArray());
		}
	}

}
