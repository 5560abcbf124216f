package io.accountlink.benchmark;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Speed of the processors, in RSA-2048 verifications ({@code SHA256withRSA}) a second of
 * processor time, with all processors busy. Processor time multiplied by this speed
 * compares across times and machines that differ in speed.
 */
final class ProcessorSpeed {

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private static final long NANOS = 500_000_000;

	private static final int WARM_UP = 10;

	private static final String ALGORITHM = "SHA256withRSA";

	private final PublicKey key;

	private final byte[] signature;

	private ProcessorSpeed(KeyPair pair) throws GeneralSecurityException {
		this.key = pair.getPublic();
		Signature signer = Signature.getInstance(ALGORITHM);
		signer.initSign(pair.getPrivate());
		this.signature = signer.sign();
	}

	/**
	 * Creates a key, and verifies until the code is compiled.
	 */
	static ProcessorSpeed warmedUp() throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		ProcessorSpeed speed = new ProcessorSpeed(generator.generateKeyPair());
		for (int round = 0; round < WARM_UP; round++) {
			speed.measure();
		}
		return speed;
	}

	/**
	 * Measures for half a second.
	 */
	double measure() throws Exception {
		double sum = 0;
		try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSORS)) {
			List<Callable<Double>> work = Collections.nCopies(PROCESSORS, this::verify);
			for (Future<Double> speed : threads.invokeAll(work)) {
				sum += speed.get();
			}
		}
		return sum / PROCESSORS;
	}

	private double verify() throws GeneralSecurityException {
		Signature verifier = Signature.getInstance(ALGORITHM);
		verifier.initVerify(this.key);
		long start = cpuNanos();
		long end = System.nanoTime() + NANOS;
		int verifications = 0;
		while (System.nanoTime() < end) {
			if (!verifier.verify(this.signature)) {
				throw new IllegalStateException("The signature is invalid");
			}
			verifications++;
		}
		return verifications * 1e9 / (cpuNanos() - start);
	}

	private static long cpuNanos() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

}
