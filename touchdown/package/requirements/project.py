"""The requirements of a project: from its pyproject.toml, or locked in its own uv.lock or its workspace's.

Rules: a uv.lock that is older than its project is refused. uv itself answers which projects are members of a workspace,
and what the lock contains for each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from touchdown.package.requirements.declared import (
    NotRequirements,
    Requirements,
    bounded_in,
    hashes_in,
    lines_of,
    name_of,
    named_in,
    pinned_in,
    shown_from,
    text_of,
)
from touchdown.package.requirements.index import Index
from touchdown.package.requirements.indexes import own_indexes
from touchdown.package.requirements.uv import run

PROJECT, LOCK = "pyproject.toml", "uv.lock"
EXPORT = "run `poetry export -f requirements.txt -o requirements.txt`, and name that file"
"""The way out for projects of Poetry's."""


def from_project(project: Path, folder: Path, extras: Sequence[str], groups: Sequence[str]) -> Requirements:
    """A project's requirements. Raises NotRequirements, and UvFailed where its lock can't be exported.

    :param project: the project's folder.
    :param folder: the folder from which the lock file names the project.
    """
    source = project / PROJECT
    if not source.is_file():
        raise NotRequirements(f'"{shown_from(project, folder)}" holds no {PROJECT}')
    chosen = [f"--extra={extra}" for extra in extras] + [f"--group={group}" for group in groups]
    label = (shown_from(source, folder), *chosen)
    own = _of_project(source, extras, groups)
    pinned, named, bounded = pinned_in(own), named_in(own), bounded_in(own)
    lock = _lock_of(project)
    indexes = _indexes_of(dict.fromkeys([*([lock.parent] if lock else []), project]))
    if lock is None:
        given = (PROJECT, *chosen)
        return Requirements(
            label, project, given, "", (source,), pinned=pinned, named=named, bounded=bounded, indexes=indexes
        )
    exported = ["export", "--frozen", "--no-emit-project", "--no-default-groups", "--no-header", "--no-annotate"]
    try:
        stale = _is_stale(lock, source)
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise NotRequirements(f'"{shown_from(lock, folder)}" or {PROJECT} can\'t be read: {error}') from None
    if stale:
        raise NotRequirements(f'"{shown_from(lock, folder)}" is older than what {PROJECT} requires: run `uv lock`')
    text = run([*exported, *chosen], project)
    hashes = hashes_in(lines_of(text))
    if lock.parent == project:  # a workspace's lock belongs to many projects
        label = (shown_from(lock, folder), *chosen)
    # uv writes folders in it relative to the project.
    return Requirements(
        label,
        lock.parent,
        ("-",),
        text,
        (lock,),
        pinned=pinned,
        named=named,
        hashes=hashes,
        bounded=bounded,
        indexes=indexes,
        complete=bool(indexes),
    )


def _indexes_of(folders: Iterable[Path]) -> dict[str, Index]:
    """The indexes that distributions come from, by a project and its workspace."""
    found: dict[str, Index] = {}
    for source in (folder / PROJECT for folder in folders):
        try:
            found |= own_indexes(tomllib.loads(text_of(source)) if source.is_file() else {}, source.parent)
        except (ValueError, AttributeError, TypeError, KeyError):
            continue  # uv says what is wrong with it
    return found


def _lock_of(project: Path) -> Path | None:
    """The uv.lock of a project: its own, or its workspace's."""
    own = project / LOCK
    found = (folder / LOCK for folder in project.resolve().parents if _has_member(folder, project.resolve()))
    return own if own.is_file() else next((lock for lock in found if lock.is_file()), None)


def _has_member(folder: Path, project: Path) -> bool:
    source = folder / PROJECT
    try:
        found: dict[str, Any] = tomllib.loads(text_of(source)) if source.is_file() else {}
        workspace: dict[str, Any] = found.get("tool", {}).get("uv", {}).get("workspace", {})
        chosen = [set[Path]().union(*map(folder.glob, workspace.get(key, []))) for key in ("members", "exclude")]
    except (ValueError, AttributeError, TypeError, NotImplementedError):
        return False  # uv says what is wrong with it
    return project in chosen[0] - chosen[1]


def _is_stale(lock: Path, source: Path) -> bool:
    """Whether a uv.lock was made from other requirements than the project's; uv's own check may need a network."""
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    project: dict[str, Any] = tomllib.loads(text_of(source)).get("project", {})
    if "dependencies" in project.get("dynamic", []):
        return False
    packages: list[dict[str, Any]] = tomllib.loads(text_of(lock)).get("package", [])
    roots = [package for package in packages if shown_from(source.parent, lock.parent) in _places(package)]
    if not roots:
        return False
    known = {requirement["name"]: requirement for requirement in roots[0].get("metadata", {}).get("requires-dist", [])}
    lists = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    required = {name_of(line): Requirement(line) for some in lists for line in some}
    # The lock has no version specifier for a distribution whose place is set in [tool.uv.sources].
    return known.keys() != required.keys() or any(
        "specifier" in requirement
        and name not in _twice(lists)
        and SpecifierSet(requirement["specifier"]) != required[name].specifier
        for name, requirement in known.items()
    )


def _places(package: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(package.get("source", {}).get(kind, "") for kind in ("virtual", "editable"))


def _is_of_poetry(document: Mapping[str, Any], project: Path) -> bool:
    """Whether only Poetry can tell a project's dependencies: they aren't in `[project]`, and there is no package."""
    try:
        poetry: dict[str, Any] = document.get("tool", {}).get("poetry", {})
        if not poetry or "dependencies" in document.get("project", {}):
            return False
        name = str(poetry.get("name") or document.get("project", {}).get("name", "")).replace("-", "_").lower()
        places = (project / name, project / "src" / name, project / f"{name}.py")
        there = "packages" in poetry or (bool(name) and any(place.exists() for place in places))
        return poetry.get("package-mode") is False or not there
    except AttributeError:
        return False  # uv says what is wrong with it


def _twice(lists: Sequence[Sequence[str]]) -> set[str]:
    names = [name_of(line) for some in lists for line in some]
    return {name for name in names if names.count(name) > 1}


def _of_project(source: Path, extras: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The requirements in a project's own pyproject.toml."""
    try:
        found: dict[str, Any] = tomllib.loads(text_of(source))
    except tomllib.TOMLDecodeError as error:
        raise NotRequirements(f'"{source.name}" isn\'t valid TOML: {error}') from None
    if _is_of_poetry(found, source.parent):
        raise NotRequirements(f'"{source.name}" has its dependencies where only Poetry reads them: {EXPORT}')
    try:
        project = found.get("project", {})
        optional, grouped = project.get("optional-dependencies", {}), found.get("dependency-groups", {})
        lists = [project.get("dependencies", []), *map(optional.get, extras), *map(grouped.get, groups)]
        return [line for some in lists for line in some or () if isinstance(line, str)]
    except (AttributeError, TypeError):
        raise NotRequirements(
            f'"{source.name}" doesn\'t describe a project: a value is of another type than PEP 621 allows'
        ) from None
