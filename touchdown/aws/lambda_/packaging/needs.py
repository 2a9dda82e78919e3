"""Needs: each set of requirements that functions have, once for each machine that they are for."""

from __future__ import annotations

import inspect
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from touchdown.model.errors import DeclarationError, all_in_one
from touchdown.model.workspace import TOUCHDOWNFILE
from touchdown.package.requirements import lock as locks
from touchdown.package.requirements.declared import NotRequirements, Requirements, from_lines
from touchdown.package.requirements.files import from_path, from_script
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.target import Target, target_of, this_machine
from touchdown.package.requirements.uv import UvFailed

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed


@attrs.define
class Need:
    """Requirements on a target, and the functions that have them."""

    requirements: Requirements
    target: Target
    functions: list[Packed]
    resolution: Resolution | None = None
    compiler: str | None = None
    """The version of Python that compiles them, if any."""

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        return self.requirements.label, str(self.target)

    @property
    def local(self) -> bool:
        """Whether they are for the local AWS."""
        return self.target == this_machine()

    @property
    def lock_name(self) -> str:
        """The name of their lock file. Each Touchdownfile of a folder has its own: `touchdown lock` takes out of it
        what that Touchdownfile doesn't need."""
        file = self.functions[0].account.touchdownfile
        return locks.NAME if file == TOUCHDOWNFILE else f"touchdown.{file}.lock"

    @property
    def on_aws(self) -> list[Target]:
        """The targets that the functions have on AWS."""
        found = (target_of(one.runtime, one.architecture) for one in self.functions)
        return list(dict.fromkeys(one for one in found if one is not None))


def requirements_of(function: Packed) -> Requirements | None:
    """The requirements of a function. Raises NotRequirements, UvFailed."""
    folder, given = function.account.directory, function.requirements
    if problem := _unfit(function):
        raise NotRequirements(problem)
    if isinstance(given, str | Path):
        return from_path(Path(given), folder, function.extras, function.groups)
    if given is not None:
        return from_lines(given, folder) if given else None
    place = _script(function)
    if place is None:
        return None
    try:
        with tokenize.open(place) as file:
            return from_script(file.read(), folder)
    except (SyntaxError, UnicodeDecodeError) as error:
        said = str(error).replace(f" for {str(place)!r}", "")
        raise NotRequirements(f"can't be looked for in {place.name}: {said}") from None


def _unfit(function: Packed) -> str | None:
    """The reason why a field about requirements would have no effect."""
    if (function.extras or function.groups) and not isinstance(function.requirements, str | Path):
        return "has to be the path of a project, because extras= or groups= is given"
    if not function.requirements:
        return None
    if target_of(function.runtime, function.architecture) is None:
        return f"is for Python, and runtime= is {function.runtime}: install what it needs into the directory"
    is_zip = not callable(function.code) and function.sources.zip is not None
    if (function.code is None and not function.folder) or is_zip:
        return "can't be added to what is packed already: put them into the zip, or name a directory in code="
    return None


def _script(function: Packed) -> Path | None:
    """The file whose metadata counts: that of the callable, or of the handler's module."""
    if isinstance(function.code, str | Path):
        files, module = function.sources.files, function.entry_point.rpartition(".")[0].replace(".", "/")
        found = files.get(f"{module}.py")
        return found if isinstance(found, Path) else None
    if function.code is None:
        return None
    place = Path(inspect.unwrap(function.code).__code__.co_filename)
    return place if place.is_file() else None


def target_for(function: Packed, *, on_aws: bool = False) -> Target | None:
    """The machine that a function runs on, or would run on if its account were on AWS; None where it isn't Python."""
    target = target_of(function.runtime, function.architecture)
    return this_machine() if target is not None and function.account.local and not on_aws else target


def needs_of(functions: Sequence[Packed], *, on_aws: bool = False) -> list[Need]:
    """The needs that have to be resolved, each once.

    :param on_aws: what AWS takes, also for functions of the local AWS.
    """
    found: dict[tuple[tuple[str, ...], str], Need] = {}
    errors: list[DeclarationError] = []
    for function in functions:
        try:
            requirements = requirements_of(function)
            target = target_for(function, on_aws=on_aws)
        except (NotRequirements, UvFailed, OSError) as error:
            said = (
                f'"{Path(error.filename).name}" can\'t be read: {error.strerror}'
                if isinstance(error, OSError)
                else error
            )
            errors.append(DeclarationError(f"{function.address}: requirements= {said}.", where=function.where))
            continue
        if requirements is not None and target is not None:
            need = Need(requirements, target, [])
            found.setdefault(need.key, need).functions.append(function)
    if errors:
        raise all_in_one(errors)
    return list(found.values())
