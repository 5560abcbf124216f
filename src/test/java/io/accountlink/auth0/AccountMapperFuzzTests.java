package io.accountlink.auth0;

import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.accountlink.account.AccountId;
import io.accountlink.account.Account;
import io.accountlink.auth0.AccountMapper.InvalidResponseException;
import io.accountlink.auth0.ManagementApi.User;
import io.accountlink.auth0.ManagementApi.UserIdentity;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any response of Auth0 maps to an account with its primary identity first, or is
 * rejected.
 */
class AccountMapperFuzzTests {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final AccountId ada = AccountId.parse("auth0|ada");

	@FuzzTest(maxDuration = "20s")
	void anAnswerIsAnAccountOrIsNone(byte[] text) {
		requireListOrNone(text);
		requireUserOrNone(text);
	}

	private static void requireListOrNone(byte[] text) {
		try {
			List<UserIdentity> identities = json.readValue(text, new TypeReference<List<UserIdentity>>() {
			});
			requireAccount(AccountMapper.fromIdentities(ada, ResponseEntity.of(Optional.ofNullable(identities))));
		}
		catch (JacksonException | InvalidResponseException noAnswer) {
			assertThat(noAnswer).isNotNull();
		}
	}

	private static void requireUserOrNone(byte[] text) {
		try {
			User user = json.readValue(text, User.class);
			requireAccount(AccountMapper.fromUser(ada, ResponseEntity.of(Optional.ofNullable(user))));
		}
		catch (JacksonException | InvalidResponseException noAnswer) {
			assertThat(noAnswer).isNotNull();
		}
	}

	private static void requireAccount(Account account) {
		assertThat(account.accountId()).isEqualTo("auth0|ada");
		assertThat(account.identities()).isNotEmpty();
		assertThat(account.identities().getFirst().isPrimary()).isTrue();
		assertThat(account.identities().stream().filter((identity) -> identity.isPrimary())).hasSize(1);
	}

}
