package io.accountlink.account;

import java.util.List;
import java.util.Set;

import io.accountlink.account.Address.Verification;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which address of an account is verified.
 */
class AccountDetailsTests {

	private static final Set<String> TRUSTED = Set.of("corp");

	@ParameterizedTest
	@CsvSource({ "samlp, corp, VERIFIED, true, true", "samlp, corp, UNVERIFIED, true, true",
			"samlp, other, UNVERIFIED, false, false", "samlp, other, VERIFIED_AS_TEXT, true, false",
			"samlp, other, VERIFIED, true, true", "auth0, corp, UNVERIFIED, false, false",
			"sms, corp, UNVERIFIED, false, false", "auth0, corp, VERIFIED, true, true" })
	void anAddressIsVerifiedByItsFlagOrByItsConnection(String provider, String connection, Verification verification,
			boolean isVerified, boolean isSuggested) {
		AccountDetails account = account(provider, connection,
				List.of(new Address(Address.Type.EMAIL, "ada@example.com", verification)));
		assertThat(account.unverifiedAddress(TRUSTED).isEmpty()).isEqualTo(isVerified);
		assertThat(account.verifiedEmail(TRUSTED).isPresent()).isEqualTo(isSuggested);
	}

	@ParameterizedTest
	@CsvSource({ "VERIFIED, UNVERIFIED, phone number", "UNVERIFIED, VERIFIED, e-mail address",
			"UNVERIFIED, UNVERIFIED, e-mail address" })
	void theFirstThatIsNotVerifiedIsNamed(Verification email, Verification phone, String term) {
		AccountDetails account = account("auth0", "db",
				List.of(new Address(Address.Type.EMAIL, "ada@example.com", email),
						new Address(Address.Type.PHONE_NUMBER, "1", phone)));
		assertThat(account.unverifiedAddress(Set.of())).map((address) -> address.type().term()).hasValue(term);
	}

	private static AccountDetails account(String provider, String connection, List<Address> addresses) {
		Identity login = new Identity(provider, "ada", connection, false, true,
				new Profile(null, null, null, null, null, null, null, null, null, null));
		return new AccountDetails(new Account(provider + "|ada", List.of(login)), login, addresses, false, null, null);
	}

}
