"""Lambda: functions, their code and their versions.

    function.py       the type: its fields, and the calls that make, change and delete a function
    layer.py          the type for layers; beside it `layer_content.py` (its files), `layer_versions.py` (read, shared,
                      removed), `layer_description.py` (whose a version is) and `layer_rules.py`
    invocable.py      what functions and their aliases have in common
    alias.py          aliases, a type that is attached to functions; beside it `alias_history.py` (its description),
                      `alias_routing.py` (its versions), `alias_moving.py` (its calls), `aliases.py` (reading),
                      `alias_sharing.py` (shares of new versions), `alias_turning.py` (rollback and promote)
    version_list.py   the versions of a function, for the command `touchdown versions`
    alias_checking.py the check of a new version, before an alias names it
    provisioned_concurrency.py   instances that are kept ready for an alias
    url.py            function URLs, a type that is attached to functions
    permission.py     permissions, which what calls a function brings along
    statements.py     statements in a function's policy, as they are read
    event_source_mapping.py   the type; beside it `event_sources.py` (kinds of sources), `event_source_rules.py` (what
                      AWS refuses), `event_source_members.py` and `event_source_listing.py`
    service.py        what is known of the service, as data: waits, error codes, rates
    applied.py        the tag that says what was applied last
    recording.py      writes that tag, and the tag of the code
    drift.py          changes by others, and unfinished changes, as that tag shows them
    live.py           a function as AWS has it: read, and waited for
    listing.py        functions read in bulk
    configured.py     the fields of the configuration; `configuration.py` compares and sends them, beside it
                      `configuration_rules.py` (what AWS refuses) and `role_needs.py` (what the role has to allow)
    invoked.py        how it is invoked; in files of their own what these fields bring along: `concurrency.py`,
                      `recursion_config.py`, `event_invoke_config.py`, all by `settings.py`
    destinations.py   where Lambda sends what a function couldn't handle, or what came of it
    operations.py     the operations that functions call, for permissions
    updating.py       the calls that update it
    deployed.py       compares CodeSha256 with the code that was sent, before anything is recorded
    versions.py       publishing, and removing what is old
    implied.py        the role and the log group that come with a function
    unsupported.py    the members of Lambda's API that no field has, with reasons
    invoke.py         calling a function, for the command `touchdown invoke`
    packaging/        a function's code: what is declared, built, compared and sent

Public is what `__all__` names.
"""

from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.packaging.fields import DEFAULT_RUNTIME

__all__ = ["DEFAULT_RUNTIME", "Function"]
