package io.accountlink.openapi;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Converts Javadoc to Markdown sentences.
 */
final class JavadocText {

	private JavadocText() {
	}

	static @Nullable String ofJavadoc(@Nullable String html) {
		if (!StringUtils.hasText(html)) {
			return null;
		}
		String text = html.strip().replaceAll("</?code>", "`").replaceAll("\\s+", " ");
		return StringUtils.capitalize(text.endsWith(".") ? text : text + ".");
	}

	static String firstSentence(String text) {
		int end = text.indexOf(". ");
		return (end < 0) ? text : text.substring(0, end + 1);
	}

	static @Nullable String afterFirstSentence(String text) {
		String rest = text.substring(firstSentence(text).length()).strip();
		return rest.isEmpty() ? null : rest;
	}

}
