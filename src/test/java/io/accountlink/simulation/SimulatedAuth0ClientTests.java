package io.accountlink.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.auth0.client.mgmt.ManagementApi;
import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.types.DeleteUserIdentityResponseContentItem;
import com.auth0.client.mgmt.types.GetUserRequestParameters;
import com.auth0.client.mgmt.types.ListUsersByEmailRequestParameters;
import com.auth0.client.mgmt.types.UpdateUserRequestContent;
import com.auth0.client.mgmt.types.UserId;
import com.auth0.client.mgmt.types.UserIdentity;
import com.auth0.client.mgmt.types.UserIdentityProviderEnum;
import com.auth0.client.mgmt.types.UserIdentitySchema;
import com.auth0.client.mgmt.types.UserResponseSchema;
import com.auth0.client.mgmt.users.types.LinkUserIdentityRequestContent;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Contract test of the simulation with Auth0's Java client.
 */
class SimulatedAuth0ClientTests {

	private static final String ADA = "auth0|ada/+@%";

	@Test
	void theOfficialClientLinksReadsAndUnlinks() {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account(ADA).withEmail("ada@example.com"),
					account("google-oauth2|1234").withProfile("name", "Ada L")
						.whoseLogin((login) -> login.withProviderTokens("secret").with("new_member", 1)));
			ManagementApi api = client(auth0);
			assertThat(linked(api)).extracting(UserIdentity::getUserId)
				.containsExactly(UserId.of("ada/+@%"), UserId.of("1234"));
			assertThat(read(api)).extracting(UserIdentitySchema::getUserId)
				.containsExactly(Optional.of("ada/+@%"), Optional.of("1234"));
			assertThat(unlinked(api)).extracting(DeleteUserIdentityResponseContentItem::getUserId)
				.containsExactly("ada/+@%");
			auth0.received(1, Operation.TOKEN);
		}
	}

	@Test
	void theOfficialClientUpdatesMetadata() {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account(ADA).withUserMetadata("{\"theme\":\"dark\"}"));
			UpdateUserRequestContent change = UpdateUserRequestContent.builder()
				.userMetadata(Map.of("language", "en"))
				.build();
			assertThat(client(auth0).users().update(ADA, change).getUserMetadata())
				.hasValue(Map.of("theme", "dark", "language", "en"));
		}
	}

	@Test
	void theOfficialClientFindsUsersByEmail() {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account(ADA).withEmail("ada+1@example.com"), account("auth0|bob"));
			ListUsersByEmailRequestParameters query = ListUsersByEmailRequestParameters.builder()
				.email("ada+1@example.com")
				.fields("user_id")
				.build();
			assertThat(client(auth0).users().listUsersByEmail(query)).extracting(UserResponseSchema::getUserId)
				.containsExactly(Optional.of(ADA));
		}
	}

	@Test
	void theOfficialClientUnderstandsRefusals() {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account(ADA));
			ManagementApi api = client(auth0);
			assertThatExceptionOfType(ManagementApiException.class).isThrownBy(() -> linked(api))
				.satisfies((refused) -> assertThat(refused.statusCode()).isEqualTo(400));
		}
	}

	private static ManagementApi client(SimulatedAuth0 auth0) {
		Tenant.Client client = auth0.tenant().client();
		return ManagementApi.builder()
			.url(auth0.issuer() + "api/v2")
			.audience(auth0.tenant().managementAudience())
			.clientCredentials(client.id(), client.secret())
			.build();
	}

	private static List<UserIdentity> linked(ManagementApi api) {
		return api.users()
			.identities()
			.link(ADA,
					LinkUserIdentityRequestContent.builder()
						.provider(UserIdentityProviderEnum.GOOGLE_OAUTH2)
						.userId(UserId.of("1234"))
						.build());
	}

	private static List<UserIdentitySchema> read(ManagementApi api) {
		GetUserRequestParameters identities = GetUserRequestParameters.builder().fields("identities").build();
		return api.users().get(ADA, identities).getIdentities().orElseThrow();
	}

	private static List<DeleteUserIdentityResponseContentItem> unlinked(ManagementApi api) {
		return api.users().identities().delete(ADA, UserIdentityProviderEnum.GOOGLE_OAUTH2, "1234");
	}

}
