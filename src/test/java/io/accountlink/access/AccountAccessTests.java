package io.accountlink.access;

import java.util.List;
import java.util.Set;

import io.accountlink.access.Caller.Delegation;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every kind of caller with every permission, on their own and on another account, in
 * both modes.
 */
class AccountAccessTests {

	private static final String OK = "ok";

	private final AccountAccess access = new AccountAccess(
			new AccessSettings("https://api.example/", "scope", List.of(), List.of(), List.of()));

	@ParameterizedTest
	@CsvSource(textBlock = """
			# kind    permission        own account          other account        by reference
			USER,     link:own_account, ok,                  not_own_account,     proof_required
			USER,     link:any_account, permission_required, permission_required, proof_required
			USER,     both,             ok,                  not_own_account,     proof_required
			USER,     none,             permission_required, permission_required, proof_required
			MACHINE,  link:own_account, permission_required, permission_required, ok
			MACHINE,  link:any_account, ok,                  ok,                  ok
			MACHINE,  both,             ok,                  ok,                  ok
			MACHINE,  none,             permission_required, permission_required, ok
			OPERATOR, link:own_account, permission_required, permission_required, ok
			OPERATOR, link:any_account, ok,                  ok,                  ok
			OPERATOR, both,             ok,                  ok,                  ok
			OPERATOR, none,             permission_required, permission_required, ok
			""")
	void eachKindOfCallerMayDoWhatItsRowSays(Kind kind, String permission, String own, String other,
			String byReference) {
		Caller caller = new Caller("auth0|ada", "frontend", kind, permissions(permission), null, null);
		endsIn(own, () -> require(caller, "auth0|ada"));
		endsIn(other, () -> require(caller, "auth0|bob"));
		endsIn(byReference, caller::requireLinkByReference);
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|Ada", "auth0|ada ", "auth0|ad", "auth0|ada|x", "auth1|ada" })
	void anAccountIsTheirOwnOnlyLetterForLetter(String subject) {
		Caller caller = new Caller(subject, null, Kind.USER, Set.of(Caller.LINK_OWN_ACCOUNT), null, null);
		endsIn("not_own_account", () -> require(caller, "auth0|ada"));
	}

	@ParameterizedTest
	@CsvSource({ "frontend, ok", "other, caller_refused", ", caller_refused" })
	void whereClientsAreListedNoOtherIsAccepted(@Nullable String client, String answer) {
		AccountAccess limited = new AccountAccess(
				new AccessSettings("https://api.example/", "scope", List.of(), List.of("frontend"), List.of()));
		Caller caller = new Caller("auth0|ada", client, Kind.USER, Set.of(Caller.LINK_OWN_ACCOUNT), null, null);
		endsIn(answer, () -> limited.requirePermission(caller));
	}

	@ParameterizedTest
	@CsvSource({ "MACHINE, permission_required, permission_required", "OTHER, caller_refused, caller_refused",
			"USER, ok, delegation_refused" })
	void whoActsForAnotherReadsOnly(Kind kind, String read, String change) {
		Caller caller = new Caller("auth0|ada", "frontend", kind, permissions("both"), null,
				new Delegation(List.of("support"), false));
		endsIn(read, () -> {
			this.access.requirePermission(caller);
			this.access.requireAccount(caller, AccountId.parse("auth0|ada"), true);
		});
		endsIn(change, () -> require(caller, "auth0|ada"));
	}

	private void require(Caller caller, String account) {
		this.access.requirePermission(caller);
		this.access.requireAccount(caller, AccountId.parse(account), false);
	}

	private static Set<String> permissions(String permission) {
		return switch (permission) {
			case "both" -> Set.of(Caller.LINK_OWN_ACCOUNT, Caller.LINK_ANY_ACCOUNT);
			case "none" -> Set.of("link:all_accounts", "LINK:ANY_ACCOUNT");
			default -> Set.of(permission);
		};
	}

	private static void endsIn(String code, ThrowingCallable check) {
		if (code.equals(OK)) {
			assertThatCode(check).doesNotThrowAnyException();
		}
		else {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(check)
				.matches((problem) -> problem.type().code().equals(code));
		}
	}

}
