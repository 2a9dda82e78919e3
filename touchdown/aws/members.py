"""Members of calls and answers, made from the values of fields and read back into them.

Each field names its members: `field(create=..., update=..., form=..., clear=...)`. Requests and values are derived from
that here, so the test that holds fields against the service model covers what is really sent.

Rules: for None a creating call sends nothing, and an update sends the field's `clear`. A member that is missing in an
answer means the field's default. A member whose path ends in `.member` is a list with a single item.

Weakness: an answer is taken to name a member as the creating call does; where it doesn't, the type's `read` says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from touchdown.aws.policies.document import normal_form, parse, to_text
from touchdown.engine.observed import Values
from touchdown.model.field import KEPT, Form, Members, defaults_of, fields_of
from touchdown.model.resource import Resource

NUMBER = Form(send=str, read=int)
"""A number that the API takes as text."""
FLAG = Form(send=lambda value: "true" if value else "false", read=lambda text: text == "true")
"""Yes or no as text."""
POLICY = Form(send=to_text, read=lambda text: parse(text) if text else None)
"""A policy document as JSON."""
JSON = Form(send=json.dumps, read=lambda text: json.loads(text) if text else None)
TEXT = Form(send=str, read=lambda text: text or None)
"""A text that reads back empty where it isn't set."""

_LIST = "member"


def carried_by(create: str, update: str = "", **always: Any) -> Callable[..., dict[str, Any]]:
    """For `field(**member("Name"))`: the member of that name, in the creating call and in the updating call.

    `create` and `update` are operations, with a path where the members lie deeper; where a single operation does both,
    it is given once. `always` is what all of these fields have besides.
    """

    def member(name: str, **more: Any) -> dict[str, Any]:
        return {"create": f"{create}.{name}", "update": f"{update or create}.{name}", **always, **more}

    return member


def meaning_of_policy(policy: Any) -> object:
    """The form in which policies that may be left out are compared."""
    return normal_form(policy) if policy else None


def sent(cls: type[Resource], operation: str, values: Values, only: Iterable[str] | None = None) -> dict[str, Any]:
    """The members of a call that carry these values, or some of them; tags travel by `Tagging`."""
    names = values.keys() if only is None else only
    found: dict[str, Any] = {}
    for name, members in fields_of(cls).items():
        if name == "tags" or name not in names or name not in values:
            continue
        for path in _paths(members, operation):
            _send(found, path, members, values[name], clearing=not operation.partition(":")[2].startswith("Create"))
    return found


def _paths(members: Members, operation: str) -> Iterable[list[str]]:
    """The paths of the members of a call that carry a field."""
    start = f"{operation}."
    carried = dict.fromkeys((*members.create, *members.update))
    return (member.removeprefix(start).split(".") for member in carried if member.startswith(start))


def _send(into: dict[str, Any], path: list[str], members: Members, value: Any, *, clearing: bool) -> None:
    if value is None:
        if clearing and members.clear is not KEPT:
            _put(into, path, members.clear)
    else:
        _put(into, path, members.form.send(value) if members.form else value)


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    if path[-1] == _LIST:
        path, value = path[:-1], [value]
    for step in path[:-1]:
        into = into.setdefault(step, {})
    into[path[-1]] = value


def changed(wanted: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that differ, or are new."""
    return {name: value for name, value in wanted.items() if value != present.get(name)}


def values_in(
    cls: type[Resource], answer: Mapping[str, Any], within: str = "", only: Iterable[str] | None = None
) -> dict[str, Any]:
    """The values of fields, or of some, in an answer that names members as the creating call does, or as a member of
    that call does."""
    defaults = defaults_of(cls)
    found: dict[str, Any] = {}
    for name, members in fields_of(cls).items():
        if name == "tags" or not members.create or (only is not None and name not in only):
            continue
        path = members.create[0].partition(".")[2].removeprefix(f"{within}.")
        value = _at(answer, path.split("."))
        if value is None:
            found[name] = defaults.get(name)
        else:
            found[name] = members.form.read(value) if members.form else value
    return found


def _at(answer: Any, path: list[str]) -> Any:
    """The value at a path in an answer; None where there is none."""
    for step in path:
        if not answer:
            return None
        answer = answer[0] if step == _LIST else answer.get(step)
    return answer
