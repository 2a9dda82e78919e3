"""Plans in files: saved here, and applied there if nothing has changed since (`stale_plan.py`).

    {"format": "touchdown-plan", "version": 1, "digest": "...", "touchdown": "0.1.0",
     "made": "2026-11-26T05:24:00+00:00", "workspace": "shop",
     "destroy": false, "adopt": [], "targets": [],
     "places": {"eu-west-1": {"account_id": "123456789012", "partition": "aws", "region": "eu-west-1"}},
     "salt": "...", "declared": {ADDRESS: HASH},
     "changes": [{"address": ..., "action": ..., "reason": ..., "identity": ..., "where": ..., "becomes": HASH,
                  "declared": {FIELD: VALUE}, "observed": {FIELD: VALUE}}]}

It holds no code: whoever applies it has the Touchdownfile, builds the packages, and compares their digests.
`planfile_values.py` says how values are stored. `digest` detects a file that was cut or changed by accident; it isn't a
signature: whoever may write the file, or the Touchdownfile, decides what is applied.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import attrs

from touchdown.engine.change import Plan
from touchdown.engine.lifecycle import Provider
from touchdown.engine.planfile_values import Seal, Sealed
from touchdown.model.errors import CommandLineError
from touchdown.model.output import as_text
from touchdown.model.place import Place
from touchdown.model.workspace import BaseWorkspace

_FORMAT = "touchdown-plan"
BEGINNING = f'{{\n "format": "{_FORMAT}"'
"""What the file of any plan begins with."""
VERSION = 1


@attrs.frozen
class Terms:
    """The options that a plan was made with."""

    adopt: tuple[str, ...] = ()
    destroy: bool = False
    targets: tuple[str, ...] = ()

    def command(self, path: Path) -> str:
        """The command that makes such a plan anew, as a shell takes it."""
        words = ["touchdown", "plan", *(["--destroy"] if self.destroy else [])]
        for option, addresses in (("--target", self.targets), ("--adopt", self.adopt)):
            words += [word for address in addresses for word in (option, address)]
        return shlex.join([*words, "--out", str(path)])


@attrs.frozen
class Saved:
    """The content of a file."""

    path: Path
    touchdown: str
    """The version of Touchdown that wrote it."""
    made: str
    workspace: str
    terms: Terms
    places: Mapping[str, Place]
    seal: Seal
    declared: Mapping[str, str]
    changes: Mapping[str, Sealed]
    """By address."""


def written(workspace: BaseWorkspace, plan: Plan, terms: Terms, touchdown: str) -> str:
    """The content of a file for a plan."""
    document = _document(workspace, plan, terms, touchdown)
    return json.dumps({**document, "digest": _digest(document)}, indent=1, ensure_ascii=False) + "\n"


def load(path: Path, touchdown: str) -> Saved:
    """Reads a plan.

    :raises CommandLineError: it is no plan, is damaged, or of a format that this Touchdown doesn't know.
    """
    try:
        return _load(path, touchdown)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"It lacks what a plan has ({type(error).__name__}: {error}).") from error
    except RecursionError as error:
        raise _damaged(path, "What stands in it is nested more deeply than a plan.") from error


def _load(path: Path, touchdown: str) -> Saved:
    document = _read(path)
    if document.get("format") != _FORMAT:
        raise CommandLineError(f"{path} is no plan of Touchdown.", hint="`touchdown plan --out FILE` writes one.")
    if document.get("version") != VERSION:
        raise CommandLineError(
            f"{path} was written by Touchdown {document.get('touchdown')}, in version {document.get('version')} of the "
            f"format; this is Touchdown {touchdown}, which reads version {VERSION}.",
            hint="Apply it with the Touchdown that wrote it, or plan again with this one.",
        )
    digest = document.pop("digest", None)
    if digest != _digest(document):
        raise _damaged(path, "What it says isn't what was written: its digest is another.")
    return _saved(path, document)


def _document(workspace: BaseWorkspace, plan: Plan, terms: Terms, touchdown: str) -> dict[str, Any]:
    seal = Seal(secrets.token_bytes(16))
    resources = {one.address: one for one in plan.scope.of(workspace.resources())}
    # What is destroyed needn't be packaged, so of what is declared only the addresses count then.
    declared: dict[str, Sealed] = {
        address: {} if terms.destroy else seal.declared(one, workspace) for address, one in resources.items()
    }
    accounts = {name: cast(Provider, one) for name, one in plan.scope.accounts(workspace).items()}
    return {
        "format": _FORMAT,
        "version": VERSION,
        "touchdown": touchdown,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "workspace": plan.workspace,
        **attrs.asdict(terms),
        "places": {name: attrs.asdict(one.place()) for name, one in accounts.items()},
        "salt": seal.salt.hex(),
        "declared": {address: seal.hash(one) for address, one in declared.items()},
        "changes": [
            {
                "address": one.address,
                "action": one.action.value,
                "reason": one.reason.name.lower(),
                "identity": one.identity,
                "where": one.where,
                "becomes": seal.becomes(one),
                "declared": declared.get(one.address),
                "observed": seal.observed(one),
            }
            for one in plan.to_do
        ],
    }


_SHAPE: Mapping[str, Any] = {
    **dict.fromkeys(("touchdown", "made", "workspace", "salt"), str),
    **dict.fromkeys(("adopt", "targets", "changes"), list),
    **dict.fromkeys(("places", "declared"), dict),
    "destroy": bool,
}
_SHAPE_OF_A_CHANGE: Mapping[str, Any] = {
    **dict.fromkeys(("address", "action", "becomes"), str),
    **dict.fromkeys(("declared", "observed"), dict | None),
    "identity": str | None,
}


def _saved(path: Path, document: Mapping[str, Any]) -> Saved:
    _refuse_misshapen(document, _SHAPE)
    for change in document["changes"]:
        _refuse_misshapen(change, _SHAPE_OF_A_CHANGE)
    return Saved(
        path,
        document["touchdown"],
        document["made"],
        document["workspace"],
        Terms(_texts(document["adopt"]), document["destroy"], _texts(document["targets"])),
        {name: Place(**one) for name, one in document["places"].items()},
        Seal(bytes.fromhex(document["salt"])),
        document["declared"],
        {one["address"]: one for one in document["changes"]},
    )


def _refuse_misshapen(found: Mapping[str, Any], shape: Mapping[str, Any]) -> None:
    for name, kind in shape.items():
        if not isinstance(found[name], kind):
            raise TypeError(f"{name} is of type {type(found[name]).__name__}")


def _texts(found: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(one, str) for one in found):
        raise TypeError("addresses are texts")
    return tuple(found)


def _read(path: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandLineError(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise _damaged(path, f"It is no JSON: {error}.") from error
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def _damaged(path: Path, why: str) -> CommandLineError:
    return CommandLineError(
        f"{path} is no plan, or a damaged one.", why=why, hint="`touchdown plan --out FILE` writes one."
    )


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(as_text(json.loads(json.dumps(document))).encode()).hexdigest()
