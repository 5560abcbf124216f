package io.accountlink.suggestion;

import java.util.List;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of suggestions.
 *
 * @param connections names of the connections that are trusted to verify e-mail
 * addresses; none disables suggestions
 */
@ConfigurationProperties("link")
record SuggestionSettings(@Name("suggestion.connections") @DefaultValue List<String> connections) {

	SuggestionSettings {
		connections = connections.stream().map(String::strip).toList();
		if (connections.contains("")) {
			throw new InvalidSettingException("LINK_SUGGESTION_CONNECTIONS",
					"must be a comma-separated list of names of connections");
		}
	}

}
