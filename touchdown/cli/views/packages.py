"""Shows packages and the lock file: what is in them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import asdict
from rich.console import Group, RenderableType
from rich.text import Text

from touchdown.aws.lambda_.packaging.explaining import Described
from touchdown.aws.lambda_.packaging.locking import Refreshed
from touchdown.cli.options import Options
from touchdown.cli.views.values import size_of

_WIDEST = 60


def as_text(packages: Sequence[Described]) -> RenderableType:
    return (
        Group(*(line for package in packages for line in _lines(package)))
        if packages
        else Text("No function has code here.")
    )


def _lines(package: Described) -> list[Text]:
    total = _unpacked(package)
    lines = [
        Text(f"{package.address}  {size_of(package.archive.size)}, {size_of(total)} unpacked", style="bold"),
        Text(f"    bytes    sha256 {package.archive.sha256}"),
        Text(f"    content  {package.content or 'a zip, shipped as it is'}"),
    ]
    lines += [Text(f"    {size_of(size):>10}  {name}") for name, size in package.sizes.items()]
    if package.bytecode:
        what = f"bytecode of {_files(package.bytecode.files)}, compiled by Python {package.bytecode.python}"
        lines.append(Text(f"    {size_of(package.bytecode.size):>10}  {what}"))
    if package.no_bytecode:
        lines.append(Text(f"    no bytecode: {package.no_bytecode}"))
    if package.largest:
        lines.append(Text("    largest files"))
        lines += [Text(f"    {size_of(size):>10}  {path}") for path, size in package.largest.items()]
    if package.left_out_of:
        lines.append(Text("    left out of the distributions"))
        largest = sorted(package.left_out_of.items(), key=lambda entry: (-entry[1].size, entry[0]))
        lines += [Text(f"    {size_of(left.size):>10}  {_files(left.files)}: {why}") for why, left in largest]
    if package.to_runtime:
        lines.append(Text(f"    left to the runtime: {', '.join(package.to_runtime)}"))
    if package.left_out:
        lines.append(Text(f"    left out: {', '.join(package.left_out)}"))
    lines += [Text(f"    note: {note}", style="cyan") for note in package.notes]
    return lines


def explained_as_text(packages: Sequence[Described]) -> RenderableType:
    """The statements of each callable's file, with the reason why each is shipped, or isn't."""
    return Group(*(line for package in packages for line in _explained(package)))


def _explained(package: Described) -> list[Text]:
    lines = [Text(package.address, style="bold")]
    if not package.explained:
        return [*lines, Text("    its files are shipped whole")]
    parts = {True: "is shipped", False: "isn't shipped, and may change what the function sees"}
    for shipped, title in parts.items():
        some = [one for one in package.explained if one.shipped is shipped]
        width = max((len(one.text) for one in some), default=0)
        lines += [Text(f"    {Path(some[0].path).name}: what {title}")] if some else []
        lines += [Text(f"    {one.line:>6}  {one.text:<{min(width, _WIDEST)}}  {one.why}") for one in some]
    return lines


def _unpacked(package: Described) -> int:
    return sum(package.sizes.values()) + (package.bytecode.size if package.bytecode else 0)


def _files(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"


def as_json(packages: Sequence[Described]) -> dict[str, Any]:
    return {
        "version": 1,
        "packages": [
            {
                "function": package.address,
                "size": package.archive.size,
                "sha256": package.archive.sha256,
                "content": package.content or None,
                "unpacked": _unpacked(package),
                "sizes": dict(package.sizes),
                "bytecode": asdict(package.bytecode) if package.bytecode else None,
                "no_bytecode": package.no_bytecode or None,
                "largest": dict(package.largest),
                "left_out": list(package.left_out),
                "left_out_of_distributions": [
                    {"why": why, "files": left.files, "size": left.size} for why, left in package.left_out_of.items()
                ],
                "left_to_runtime": list(package.to_runtime),
                "notes": list(package.notes),
                "explained": [
                    {"line": one.line, "text": one.text, "shipped": one.shipped, "why": one.why}
                    for one in package.explained
                ],
            }
            for package in packages
        ],
    }


def lock_as_text(found: Refreshed, options: Options, *, kept: bool) -> RenderableType:
    if found.up_to_date:
        return Text("The lock file is up to date.")
    lines = [Text(f"    {line}") for line in found.stale] if kept else []
    lines += [Text(f"    {_change(*change)}") for change in found.changes]
    lines += [Text(f"    bytecode for Python {python}: compiled by {by}") for python, by in found.bytecode.items()]
    said = options.typed("The lock file is not up to date: run `touchdown lock`.") if kept else f"Wrote {found.file}."
    return Group(*lines, Text(said))


def _change(name: str, before: str, now: str) -> str:
    if not before:
        return f"+ {name} {now}"
    return f"~ {name} {before} -> {now}" if now else f"- {name} {before}"


def lock_as_json(found: Refreshed) -> dict[str, Any]:
    return {
        "version": 1,
        "file": found.file,
        "up_to_date": found.up_to_date,
        "targets": {target: list(packages) for target, packages in found.packages.items()},
        "bytecode": dict(found.bytecode),
        "changes": [
            {"name": name, "before": before or None, "now": now or None} for name, before, now in found.changes
        ],
    }
