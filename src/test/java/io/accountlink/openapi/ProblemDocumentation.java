package io.accountlink.openapi;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import io.accountlink.account.Address;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;

/**
 * Problem types of each operation, with cause and example. The Javadoc and the usual
 * detail of {@link ProblemType} are their text.
 */
final class ProblemDocumentation {

	// 413, 415 and 422 refuse a body.
	private static final Set<Integer> ABOUT_A_BODY = Set.of(413, 415, 422);

	private ProblemDocumentation() {
	}

	/**
	 * Returns the problem types of an operation by status.
	 */
	static Map<Integer, List<ProblemType>> of(ApiOperation operation) {
		return Arrays.stream(ProblemType.values())
			.filter((type) -> canEnd(operation, type))
			.collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
	}

	private static boolean canEnd(ApiOperation operation, ProblemType type) {
		return switch (type) {
			case PRIMARY_IDENTITY -> operation == ApiOperation.UNLINK;
			case DELEGATION_REFUSED, ACCOUNT_BLOCKED -> operation.hasBody() || operation == ApiOperation.UNLINK;
			case PROOF_REQUIRED -> operation.hasBody();
			case LINKED_TO_ANOTHER_ACCOUNT, CONNECTION_NOT_FOUND, CONNECTION_REQUIRED, LINK_REFUSED ->
				operation == ApiOperation.LINK;
			default -> operation.hasBody() || !ABOUT_A_BODY.contains(type.status());
		};
	}

	/**
	 * Returns the cause of a problem, from the Javadoc of its constant.
	 */
	static String cause(ProblemType type) {
		String javadoc = new CommentFormatter().format(RuntimeJavadoc.getJavadoc(type).getComment());
		return String.valueOf(JavadocText.ofJavadoc(javadoc));
	}

	/**
	 * Returns an example of a problem, with values for its usual detail.
	 */
	static ProblemException example(ProblemType type) {
		return switch (type) {
			case INVALID_REQUEST ->
				type.problem("path").withErrors(List.of(new InvalidField("id", "must have the form provider|rest")));
			case PERMISSION_REQUIRED -> type.problem("link:own_account");
			case ACCOUNT_BLOCKED -> type.problem("primary");
			case ID_TOKEN_INVALID -> type.problem("it was issued to another client");
			case ID_TOKEN_TOO_OLD -> type.problem(Duration.ofMinutes(10));
			case EMAIL_UNVERIFIED, PRIMARY_EMAIL_UNVERIFIED -> type.problem(Address.Type.EMAIL.term());
			case CONNECTION_REFUSED -> type.problem("secondary");
			default -> type.problem();
		};
	}

}
