package io.accountlink.account;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * First level of {@code user_metadata} or {@code app_metadata}. At Auth0 a {@code null}
 * deletes a key, so a key with the value {@code null} counts as absent and is never held.
 *
 * @param values the values by key, as compact JSON, which keeps every digit of a number
 */
public record Metadata(Map<String, String> values) {

	public static final Metadata EMPTY = new Metadata(Map.of());

	public Metadata {
		values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
		if (values.containsValue("null")) {
			throw new IllegalArgumentException("null deletes a key at Auth0");
		}
	}

	public Set<String> keys() {
		return this.values.keySet();
	}

	public boolean isEmpty() {
		return this.values.isEmpty();
	}

	/**
	 * Returns what the other metadata has no key for.
	 */
	public Metadata without(Metadata other) {
		Map<String, String> rest = new LinkedHashMap<>(this.values);
		rest.keySet().removeAll(other.keys());
		return new Metadata(rest);
	}

	public Metadata plus(Metadata other) {
		Map<String, String> all = new LinkedHashMap<>(this.values);
		all.putAll(other.values());
		return new Metadata(all);
	}

	/**
	 * Returns the JSON object, without white space between its members.
	 */
	public String toJson() {
		return this.values.entrySet()
			.stream()
			.map((member) -> quote(member.getKey()) + ":" + member.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String quote(String key) {
		return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(key)) + "\"";
	}

	@Override
	public String toString() {
		return "Metadata[personal data withheld]";
	}

}
