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
		connections = InvalidSettingException.requireNames("LINK_SUGGESTION_CONNECTIONS", connections,
				"names of connections");
	}

}
