package io.accountlink.openapi;

import java.util.Locale;

import io.swagger.v3.oas.models.Operation;

/**
 * Operations of the API, named after their handler methods.
 */
enum ApiOperation {

	/** Finds the account that an id leads to. */
	FIND,
	/** Suggests accounts of the same person. */
	SUGGEST,
	/** Links a secondary account. */
	LINK,
	/** Checks a link without making it. */
	PREVIEW,
	/** Lists the identities. */
	LIST,
	/** Unlinks an identity. */
	UNLINK;

	boolean hasBody() {
		return this == LINK || this == PREVIEW;
	}

	static ApiOperation of(Operation documented) {
		return valueOf(documented.getOperationId().toUpperCase(Locale.ROOT));
	}

}
