"""Lambda: functions, their code and their versions.

A function
    function.py       the type: its fields, and the calls that make, change and delete a function
    configuration/    the fields of its configuration
    invocation/       how it is invoked: concurrency, retries, destinations
    packaging/        its code: what is declared, built, compared and sent
    implied.py        the role and the log group that come with it
    live.py           a function as AWS has it: read, and waited for
    listing.py        functions read in bulk
    updating.py       the calls that update it
    deployed.py       compares CodeSha256 with the code that was sent, before anything is recorded
    applied.py        the tag that says what was applied last
    recording.py      writes that tag, and the tag of the code
    tagging.py        Lambda's tagging operations
    drift.py          changes by others, and unfinished changes, as that tag shows them
Its versions
    versions.py       publishing, and removing what is old
    version_list.py   the versions of a function, for the command `touchdown versions`
    aliases/          aliases, and the way back
    layers/           layers that functions use
What calls it
    invocable.py      what functions and their aliases have in common
    event_sources/    queues, tables and streams
    url.py            function URLs
    permission.py     permissions, which what calls a function brings along
    statements.py     statements in a function's policy, as they are read
    invoke.py         calling a function, for the command `touchdown invoke`
Lambda as a service
    service.py        what is known of it, as data: waits, error codes, rates
    operations.py     the operations that functions call, for permissions
    unsupported.py    the members of Lambda's API that no field has, with reasons

Public is what `__all__` names.
"""

from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.packaging.fields import DEFAULT_RUNTIME

__all__ = ["DEFAULT_RUNTIME", "Function"]
