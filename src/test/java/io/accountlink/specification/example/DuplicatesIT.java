package io.accountlink.specification.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.support.ExampleProgram;
import io.accountlink.support.LossyProxy;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The program that links a whole tenant's duplicates, against the service.
 */
@EnabledIf(value = "isInstalled", disabledReason = "The program needs Node.js.")
@TestPropertySource(properties = { "link.deadline=1s", "link.upstream.breaker.pause=1s",
		"link.preview.also=roles,organizations", "link.suggestion.connections=" + DuplicatesIT.TRUSTED })
class DuplicatesIT extends Specification {

	static final String TRUSTED = "Username-Password-Authentication,google-oauth2";

	private static final int PAIRS = 2_000;

	private static final int KILLS = 20;

	private static final int RATE = 60;

	private static final int PARALLEL = 4;

	@TempDir
	private Path folder;

	private Thread time;

	static boolean isInstalled() throws InterruptedException {
		try {
			return new ProcessBuilder("node", "--version").start().waitFor() == 0;
		}
		catch (IOException notFound) {
			return false;
		}
	}

	// Circuit breakers and the retry budget need a clock that runs.
	@BeforeEach
	void letTheClockRun() {
		this.time = Thread.startVirtualThread(() -> {
			try {
				while (true) {
					Thread.sleep(50);
					clock.advance(Duration.ofMillis(50));
				}
			}
			catch (InterruptedException stopped) {
				Thread.currentThread().interrupt();
			}
		});
	}

	@AfterEach
	void stopTheClock() throws InterruptedException {
		this.time.interrupt();
		this.time.join();
	}

	private ExampleProgram program(String url) {
		return ExampleProgram.duplicates().at(url, auth0.tenant());
	}

	private String file(String name) {
		return this.folder.resolve(name).toString();
	}

	/**
	 * Plans the links of all accounts of the tenant.
	 */
	private void plan() throws Exception {
		Files.write(this.folder.resolve("export"), auth0.accounts().stream().map(DuplicatesIT::exported).toList());
		program("http://localhost:" + port())
			.run("plan", file("export"), "--connections", TRUSTED, "--out", file("plan.csv"), "--left-out",
					file("left-out.csv"))
			.succeeds("%d accounts, %d links in %s".formatted(auth0.accounts().size(), auth0.accounts().size() / 2,
					file("plan.csv")));
	}

	private static String exported(Account account) {
		Identity login = account.identities().getFirst();
		return """
				{"user_id": "%1$s", "email": "%2$s", "email_verified": true, "created_at": "2026-01-01T00:00:00.000Z",
				"identities": [{"provider": "%3$s", "user_id": "%4$s", "connection": "%5$s"}]}"""
			.formatted(account.id(), login.profile().get("email"), login.provider(), login.userId(), login.connection())
			.replace("\n", "");
	}

	private List<JsonNode> journal() throws IOException {
		return Files.readAllLines(this.folder.resolve("plan.journal")).stream().skip(1).map(Response::tree).toList();
	}

	private static void hasPairs(int count) {
		for (int number = 0; number < count; number++) {
			String address = "person+" + number + "@example.com";
			auth0.has(account("auth0|" + number).withEmail(address),
					account("google-oauth2|" + number).withEmail(address));
		}
	}

	@Test
	void killedTwentyTimesWithOneCallInTenFailingItLinksEachPairOnce() throws Exception {
		hasPairs(PAIRS);
		plan();
		auth0.failsRandomly(10, 20_261_128);
		AtomicInteger answers = new AtomicInteger();
		try (LossyProxy lossy = LossyProxy.start(port(), (_) -> answers.incrementAndGet() % 10 == 0)) {
			killAtRandomMoments(lossy);
			String[] arguments = applyArguments();
			ExampleProgram.Result result = program(lossy.url()).run(Duration.ofMinutes(4), arguments);
			assertThat(result.status()).as(result.toString()).isZero();
			assertRate(lossy.arrivals("/suggestions"));
		}
		assertThat(journal()).hasSize(PAIRS)
			.allMatch((entry) -> List.of("linked", "already_linked").contains(entry.get("result").asString()))
			.extracting((entry) -> entry.get("secondary").asString())
			.doesNotHaveDuplicates();
		assertThat(auth0.accounts()).hasSize(PAIRS)
			.allMatch((account) -> account.identities().size() == 2
					&& account.identities().get(0).userId().equals(account.identities().get(1).userId()));
	}

	private String[] applyArguments() {
		return new String[] { "apply", file("plan.csv"), "--rate", Integer.toString(RATE), "--parallel",
				Integer.toString(PARALLEL) };
	}

	private void killAtRandomMoments(LossyProxy lossy) throws Exception {
		Random random = new Random(20_261_128);
		for (int kills = 0; kills < KILLS; kills++) {
			Process apply = program(lossy.url()).start(applyArguments());
			assertThat(apply.waitFor(500 + random.nextLong(2_000), TimeUnit.MILLISECONDS)).as("has ended").isFalse();
			apply.destroyForcibly().waitFor();
		}
	}

	// Those in flight may arrive together.
	private static void assertRate(List<Long> arrivals) {
		assertThat(arrivals).hasSizeGreaterThan(PAIRS);
		for (int last = RATE; last < arrivals.size(); last++) {
			double seconds = (arrivals.get(last) - arrivals.get(last - RATE)) / 1e9;
			assertThat(seconds).isGreaterThan((double) (RATE - PARALLEL) / RATE);
		}
	}

	@Test
	void whatHasChangedSinceTheExportIsReportedAndTheRestIsLinked() throws Exception {
		hasPairs(7);
		plan();
		auth0.has(account("google-oauth2|1").withEmail("person+1@example.com").blocked(),
				account("google-oauth2|2").withEmail("another@example.com"),
				account("google-oauth2|3").withEmail("person+3@example.com").withProfile("email_verified", false),
				account("auth0|4").withEmail("person+4@example.com").blocked());
		apiAs(machine()).link("auth0|5", "google-oauth2", "5").isCreated();
		auth0.has(account("auth0|else"));
		apiAs(machine()).link("auth0|else", "google-oauth2", "6").isCreated();
		ExampleProgram.Result result = program("http://localhost:" + port()).run("apply", file("plan.csv"), "--rate",
				"100");
		assertThat(result.status()).as(result.toString()).isEqualTo(1);
		assertThat(journal().stream()
			.collect(Collectors.toMap((entry) -> entry.get("secondary").asString().replace("google-oauth2|", ""),
					(entry) -> entry.get("result").asString())))
			.hasSize(7)
			.containsEntry("0", "linked")
			.containsEntry("1", "changed")
			.containsEntry("2", "changed")
			.containsEntry("3", "changed")
			.containsEntry("4", "changed")
			.containsEntry("5", "already_linked")
			.containsEntry("6", "changed");
		assertThat(result.output()).isEqualTo("7 lines\n  already_linked: 1\n  changed: 5\n  linked: 1\n");
		assertThat(auth0.identitiesOf("auth0|0")).hasSize(2);
	}

	@Test
	void anIdThatRepeatsItsProviderNamesNoOtherAccount() throws Exception {
		auth0.has(account("google-oauth2|1").withEmail("ada@example.com"),
				account("auth0|auth0|x").withEmail("ada@example.com"), account("auth0|x").withEmail("eve@example.com"));
		Files.writeString(this.folder.resolve("plan.csv"), "primary,secondary\ngoogle-oauth2|1,auth0|auth0|x\n");
		program("http://localhost:" + port()).run("apply", file("plan.csv"), "--rate", "100").succeeds("  linked: 1");
		assertThat(auth0.identitiesOf("auth0|x")).hasSize(1);
		assertThat(auth0.identitiesOf("google-oauth2|1").getLast().accountId()).isEqualTo("auth0|auth0|x");
	}

	@Test
	void aPreviewTellsWhatEndsAndChangesNothing() throws Exception {
		hasPairs(2);
		auth0.has(account("google-oauth2|0").withEmail("person+0@example.com")
			.withRoles("admin")
			.withOrganizations("acme")
			.withUserMetadata("{\"theme\":1}")
			.withAppMetadata("{\"plan\":2}"));
		plan();
		auth0.on(Operation.ROLES).of("google-oauth2|1").failsWith(500);
		program("http://localhost:" + port()).run("preview", file("plan.csv"), "--rate", "100")
			.succeeds("2 lines", "  would_link: 2");
		List<String> rows = Files.readAllLines(this.folder.resolve("plan.preview.csv"));
		assertThat(rows.get(1))
			.endsWith(",would_link,1,[],\"[\"\"theme\"\"]\",\"[\"\"plan\"\"]\",\"[\"\"admin\"\"]\",\"[\"\"acme\"\"]\"");
		assertThat(rows.get(2)).endsWith(",would_link,1,[],[],[],unknown,[]");
		auth0.receivedNoWrites();
	}

}
