package io.accountlink.problem;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The codes that callers program against, and the status of each.
 */
class ProblemTypeTests {

	private static final String CONTRACT = """
			400 invalid_request
			401 unauthenticated
			403 permission_required not_own_account proof_required
			403 delegation_refused account_blocked caller_refused
			404 account_not_found not_found
			405 method_not_allowed
			406 not_acceptable
			409 linked_to_another_account primary_identity
			413 body_too_large
			415 unsupported_media_type
			422 same_account
			422 id_token_invalid id_token_expired id_token_too_old id_token_used email_unverified
			422 primary_email_unverified connection_refused
			422 secondary_not_found connection_not_found connection_required link_refused metadata_refused
			429 too_many_requests
			500 internal_error
			502 auth0_misconfigured auth0_error
			503 auth0_busy auth0_unavailable overloaded
			504 auth0_timeout
			""";

	@Test
	void thereAreTheContractsCodesAndNoOthers() {
		Map<String, Integer> codes = Arrays.stream(ProblemType.values())
			.collect(Collectors.toMap(ProblemType::code, ProblemType::status));
		assertThat(codes).containsExactlyInAnyOrderEntriesOf(contract());
	}

	@Test
	void eachHasATypeAndATitleOfItsOwn() {
		assertThat(ProblemType.values()).extracting(ProblemType::title).doesNotHaveDuplicates();
		assertThat(ProblemType.values()).extracting((type) -> type.type().toString())
			.allMatch((type) -> type.startsWith("urn:account-link:problem:"))
			.doesNotHaveDuplicates();
	}

	private static Map<String, Integer> contract() {
		Map<String, Integer> statuses = new TreeMap<>();
		CONTRACT.lines().map((line) -> line.split(" ")).forEach((words) -> {
			for (int index = 1; index < words.length; index++) {
				statuses.put(words[index], Integer.valueOf(words[0]));
			}
		});
		return statuses;
	}

}
