"""Attributes of SNS: texts by name, of which a creating call takes many, and an update one.

A type says which attribute carries a field; the field itself has the form, the default and the value that clears it.
"""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.engine.observed import Values
from touchdown.model.field import KEPT, Members, defaults_of, fields_of
from touchdown.model.resource import Resource

Names = Mapping[str, str]
"""By field the name of its attribute."""

TOPIC: Names = {
    "fifo": "FifoTopic",
    "display_name": "DisplayName",
    "kms_key": "KmsMasterKeyId",
    "policy": "Policy",
    "content_based_deduplication": "ContentBasedDeduplication",
    "tracing": "TracingConfig",
}

SUBSCRIPTION: Names = {
    "filter_policy_scope": "FilterPolicyScope",
    "filter_policy": "FilterPolicy",
    "raw_message_delivery": "RawMessageDelivery",
    "dead_letter_queue": "RedrivePolicy",
}


def texts(cls: type[Resource], names: Names, values: Values) -> dict[str, str]:
    """The attributes that carry these values; the clearing text for a value that is left out."""
    members = fields_of(cls)
    return {attribute: _text(members[name], values[name]) for name, attribute in names.items()}


def set_by_hand(cls: type[Resource], names: Names, values: Values) -> dict[str, str]:
    """The attributes of values that aren't the defaults: all that a creating call has to send."""
    defaults = defaults_of(cls)
    given = {name: attribute for name, attribute in names.items() if values[name] != defaults[name]}
    return texts(cls, given, values)


def values(cls: type[Resource], names: Names, attributes: Mapping[str, str]) -> dict[str, object]:
    """The values in attributes that were read; the default where there is none."""
    members, defaults = fields_of(cls), defaults_of(cls)
    found: dict[str, object] = {}
    for name, attribute in names.items():
        text, form = attributes.get(attribute), members[name].form
        found[name] = defaults[name] if text is None else form.read(text) if form else text
    return found


def _text(members: Members, value: object) -> str:
    if value is None:
        return "" if members.clear is KEPT else str(members.clear)
    return str(members.form.send(value) if members.form else value)
