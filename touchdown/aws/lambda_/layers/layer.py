"""Layers: files that several functions share, unpacked below `/opt`.

AWS has versions of a layer and nothing above them, and neither tags nor an update: each change is another version. So a
version's description says whose it is and what is in it (`versions.py`), and a version is published only where
that differs. All layers of an account are read in one list.

Weakness: a layer that is no longer declared is seen only while another layer is declared, or while a function of ours
has layers; and what is in use is left then, without being looked for later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

import attrs

from touchdown.aws.lambda_.layers.content import LayerContent
from touchdown.aws.lambda_.layers.description import write
from touchdown.aws.lambda_.layers.rules import layer_problems
from touchdown.aws.lambda_.layers.versions import (
    TYPE,
    blocked,
    layers_in,
    made,
    observed,
    owner_of,
    remove_unused,
    share,
    unshare,
)
from touchdown.aws.lambda_.operations import LAYER
from touchdown.aws.lambda_.packaging.sending import code_members
from touchdown.aws.lifecycle import declared_values
from touchdown.aws.members import carried_by, changed, sent
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import refuse_changed
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import Step
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_PUBLISH, _SHARE = "lambda:PublishLayerVersion", "lambda:AddLayerVersionPermission"
_ARN = frozenset({"arn"})
_PUBLISHED = ("code", "description", "runtimes", "architectures", "license")

_member = carried_by(_PUBLISH)


@resource
class Layer(LayerContent):
    """A layer (AWS: "Managing Lambda dependencies with layers")."""

    TYPE: ClassVar[str] = TYPE
    CALLS: ClassVar[Calls] = LAYER
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _SHARE: {
            "LayerName": "the layer itself",
            "VersionNumber": "the version that was published last",
            "StatementId": "the mark of ours, by which others' statements stay",
            "Action": "AWS has a single one",
            "RevisionId": "statements of ours are told by their ids",
        },
    }

    name: str = field(create=f"{_PUBLISH}.LayerName", update=IDENTITY)
    """Name of the layer: up to 140 letters, digits, hyphens and underscores."""

    description: str = field(default="", **_member("Description"))
    """Description, up to about 150 characters: the rest says whose the version is, and what is in it."""

    license: str = field(default="", **_member("LicenseInfo"))
    """Its license, as `MIT`, up to 512 characters."""

    keep_versions: int = field(default=10)
    """How many versions are kept; older ones are removed after publishing, unless they are in use or shared."""

    share_with: Sequence[str] = field(
        factory=list[str],
        create=(f"{_SHARE}.Principal", f"{_SHARE}.OrganizationId"),
        update=(f"{_SHARE}.Principal", f"{_SHARE}.OrganizationId"),
    )
    """Who may use it besides: numbers of accounts, ids of organizations (`o-a1b2c3d4e5`)."""

    version: int | None = attrs.field(init=False, default=None, repr=False)
    """Of a layer that is only named, the version; left out, the newest."""

    @output
    def arn(self, place: Place) -> None:
        """The ARN of the version that was published last, as functions name it."""

    def problems(self) -> Iterator[str]:
        if not self.external:
            yield from super().problems()
            yield from layer_problems(self)


def desired(layer: Layer) -> Values:
    values = {**declared_values(layer), "code": layer.digest}
    return {**values, **{name: sorted(values[name]) for name in ("runtimes", "architectures", "share_with")}}


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    found = reading.each(lambda name: observed(reading, name, reading.account.declared(Layer, name)), names)
    return {one.name: one for one in found if one is not None}


def ours(reading: Reading) -> Iterable[str]:
    return [name for name, version in layers_in(reading).items() if owner_of(version) == reading.workspace]


def create(step: Step[Layer]) -> Outputs:
    """Publishes a version, and lets those use it who are to."""
    values, operation = step.values, _PUBLISH
    text = write(values["description"], step.workspace, step.resource.account.name, values["code"])
    members = {name: value for name, value in sent(Layer, operation, values).items() if value}
    with code_members(step) as content:
        members |= {"LayerName": step.resource.name, "Description": text, "Content": content}
        found = step.account.api.create_once(operation, lambda: made(step, text), report=step.report, **members)
    arn = str(found["LayerVersionArn"])
    if values["share_with"]:
        share(step, arn)
    return {"arn": arn}


def update(step: Step[Layer]) -> Outputs:
    with reading_of(step.account, step.workspace) as reading:
        present = refuse_changed(step, observe(reading, [step.identity]).get(step.identity))
    differing = changed(step.values, present.values).keys()
    outputs = present.outputs
    if differing & {*_PUBLISHED} or present.address != step.resource.carried_address:
        outputs = create(step)
        remove_unused(step, step.resource.keep_versions)
    if "share_with" in differing:
        share(step, outputs["arn"])
        unshare(step)
    return outputs


Layer.lifecycle = Lifecycle(
    rank=2,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=lambda step: remove_unused(step, keep=0),
    lasting=_ARN,
    renewed=dict.fromkeys(_PUBLISHED, _ARN),
    blocked=blocked,
    stays=lambda declared, present: declared is None,
)
