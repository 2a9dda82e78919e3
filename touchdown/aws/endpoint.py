"""Capabilities of an endpoint: what an emulator lacks of AWS.

Code asks for the capability that it needs, as `account.endpoint.has_limits`, and never whether an emulator answers. So
the code that is tested on emulators is the code that runs on AWS, except for what is named here. Another address alone
is no emulator: it may be a VPC endpoint, or a proxy before AWS. Only the declaration says that an emulator answers:
`emulator=True`, `local=True` or `--local`.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Endpoint:
    """An endpoint with everything that AWS has, unless a field says otherwise."""

    has_limits: bool = True
    """Whether it throttles, so that it pays to keep below its rates."""

    unknown_to_tagging: frozenset[str] = frozenset()
    """Tagged resources that GetResources misses: each the beginning of an ARN after account and region, with the
    service in front, as `logs:log-group:`."""

    finds_named_log_groups: bool = True
    """Whether DescribeLogGroups heeds logGroupIdentifiers."""

    lists_boundaries: bool = True
    """Whether a role's permissions boundary is in the bulk reads."""

    lists_current_tags_of_apis: bool = True
    """Whether the tags in GetApis are those of now."""

    keeps_roles_of_integrations: bool = True
    """Whether GetIntegrations has the roles with which services are called."""

    checks_definitions: bool = True
    """Whether ValidateStateMachineDefinition says what is wrong with a definition."""

    deletes_access_logs: bool = True
    """Whether it has DeleteAccessLogSettings."""

    keeps_tags_of_new_buckets: bool = True
    """Whether CreateBucket writes the tags that it is given."""

    keeps_tags_of_new_streams: bool = True
    """Whether CreateStream writes the tags that it is given."""

    keeps_policies_of_new_tables: bool = True
    """Whether CreateTable writes the policy that it is given."""

    def tagging_knows(self, service: str, prefix: str) -> bool:
        """Whether GetResources returns what has these ARNs, as "logs" and "log-group:"."""
        return f"{service}:{prefix}" not in self.unknown_to_tagging


AWS = Endpoint()

# The lacks of the emulators that the tests run on: MiniStack 1.5.33 and moto 5.2. If either lacks it, it stands here.
EMULATOR = Endpoint(
    # Neither throttles.
    has_limits=False,
    unknown_to_tagging=frozenset(
        {
            # MiniStack: tagged, and not returned.
            "apigateway:/apis/",
            "apigateway:/apikeys/",
            "apigateway:/restapis/",
            "apigateway:/usageplans/",
            "cloudwatch:alarm:",
            "kinesis:stream/",
            "lambda:event-source-mapping:",
            "logs:log-group:",
            "secretsmanager:secret:",
            "ssm:parameter/",
            "states:stateMachine:",
            # moto, besides APIs and streams.
            "events:rule/",
            "scheduler:schedule-group/",
        }
    ),
    # Both return all groups, whatever the identifiers.
    finds_named_log_groups=False,
    # MiniStack has boundaries in GetRole only, and not in GetAccountAuthorizationDetails.
    lists_boundaries=False,
    # MiniStack's GetApis has the tags that an API was created with.
    lists_current_tags_of_apis=False,
    # MiniStack forgets CredentialsArn, and IntegrationSubtype, too.
    keeps_roles_of_integrations=False,
    # MiniStack takes whatever it is sent for a definition, and moto doesn't have the operation.
    checks_definitions=False,
    # MiniStack takes empty settings instead; moto has no UpdateStage either.
    deletes_access_logs=False,
    # moto makes the bucket without tags.
    keeps_tags_of_new_buckets=False,
    # Both make the table without a policy.
    keeps_policies_of_new_tables=False,
    # Both make the stream without tags.
    keeps_tags_of_new_streams=False,
)
