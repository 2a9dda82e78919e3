"""What is wrong with a layer's declaration, beyond the service model, and where its files go (FUNCTION.md, 17, 18)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.lambda_.layers.description import longest_text

if TYPE_CHECKING:
    from touchdown.aws.lambda_.layers.layer import Layer

_PUBLISH: Final = "lambda:PublishLayerVersion"
_FOLDERS: Final = {"python": "python/", "nodejs": "nodejs/node_modules/", "ruby": "ruby/lib/", "java": "java/lib/"}
"""AWS, "Packaging your layer content": where each language looks below /opt."""
_ACCOUNT: Final = re.compile(r"\d{12}")
_ORGANIZATION: Final = re.compile(r"o-[a-z0-9]{10,32}")
_LONGEST_ACCOUNT: Final = 64


def language_of(runtime: str) -> str:
    return re.split(r"[\d.]", runtime, maxsplit=1)[0]


def folder_for(runtime: str, files: Collection[str]) -> str:
    """The folder of the archive that files are put in; none where they are laid out for it already."""
    folder = _FOLDERS.get(language_of(runtime), "")
    top = folder.partition("/")[0]
    if files and all(path.startswith(f"{top}/") for path in files):
        return ""
    # A folder in which npm has installed something.
    return "nodejs/" if top == "nodejs" and any(path.startswith("node_modules/") for path in files) else folder


def layer_problems(layer: Layer) -> Iterator[str]:
    if layer.code is None and not layer.requirements:
        yield "code= or requirements= is needed."
    if layer.code is not None and not (layer.account.directory / layer.code).exists():
        yield f'code= "{layer.code}" is no path that exists: give the path of a folder or a zip.'
    elif layer.code is not None:
        yield from (f"code= can't be shipped: {one}." for one in layer.sources.problems)
        if not layer.sources.files and layer.sources.zip is None and not layer.sources.problems:
            yield f'code= "{layer.code}" is empty.'
    yield from _of_targets(layer)
    if ":" in layer.name:
        yield "name= is an ARN: give the name alone."
    most = longest_text("w" * 64, layer.account.name) if layer.account.name else _LONGEST_ACCOUNT
    if len(layer.description) > most:
        yield f"description= is {len(layer.description)} characters long; beside our mark there is room for {most}."
    if not layer.keep_versions >= 1:
        yield f"keep_versions= is {layer.keep_versions}, at least one has to stay."
    for one in layer.share_with:
        if not _ACCOUNT.fullmatch(one) and not _ORGANIZATION.fullmatch(one):
            yield f'share_with= has "{one}", and takes numbers of accounts and ids of organizations, as o-a1b2c3d4e5.'


def _of_targets(layer: Layer) -> Iterator[str]:
    for name, member, given in (
        ("runtimes", "CompatibleRuntimes", layer.runtimes),
        ("architectures", "CompatibleArchitectures", layer.architectures),
    ):
        yield from (f"{name}= {one}." for one in constraint_problems(_PUBLISH, member, list(given)))
        for one in given:
            yield from (f"{name}= {wrong}." for wrong in constraint_problems(_PUBLISH, f"{member}.member", one))
        if layer.requirements and len(given) != 1:
            yield f"{name}= has {len(given)} entries, and distributions are for a single one: declare a layer for each."
    if len({language_of(one) for one in layer.runtimes}) > 1:
        yield "runtimes= has several languages, which look in different folders: declare a layer for each."
