"""Lambda: functions, their code and their versions.

    function.py    the type, and what is called to make, change and delete one
    code.py        what a declaration asks for as code, and whether that is what is live
    applied.py     the tag that says what was applied last
    judging.py     what that tag says of a plan: a change that wasn't finished, somebody else's
    live.py        a function as AWS has it: read, and waited for
    updating.py    the calls that update it
    versions.py    publishing, and removing what is old
    needs.py       what functions require, and for which machines
    packages.py    the packages of all functions: resolved, installed, checked
    locking.py     the lock file, for the command `touchdown lock`
    explaining.py  what a package holds, for the command `touchdown package`
    implied.py     the role and the log group that come with a function
    left_out.py    the members of Lambda's API that no field has, with reasons
    invoke.py      calling a function, for the command `touchdown invoke`

Public is what `__all__` names.
"""

from touchdown.aws.lambda_.function import DEFAULT_RUNTIME, Function

__all__ = ["DEFAULT_RUNTIME", "Function"]
