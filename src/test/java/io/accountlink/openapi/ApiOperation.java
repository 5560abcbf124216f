package io.accountlink.openapi;

import java.util.Locale;

import io.swagger.v3.oas.models.Operation;

/**
 * Operations of the API, named after their handler methods.
 */
enum ApiOperation {

	/** Links a secondary account. */
	LINK,
	/** Lists the identities. */
	LIST,
	/** Unlinks an identity. */
	UNLINK;

	static ApiOperation of(Operation documented) {
		return valueOf(documented.getOperationId().toUpperCase(Locale.ROOT));
	}

}
