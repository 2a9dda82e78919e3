"""A few turns of phrase that readers stumble over, kept out of docstrings and pages.

The list is short on purpose: it can't judge prose, it only keeps the worst from coming back.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import PACKAGE, ROOT, named, parsed

STUMBLES = re.compile(
    r"\b(?:is|are|isn't|aren't) told\b(?! to\b)|\btold of\b|\bas long as it is that\b|\bwhat speaks against\b"
    r"|\bis to be said of\b|\bwhat comes of\b"
)

NOT_YET = {PACKAGE / "engine" / "record.py"}
"""Modules that still have such phrases."""
MODULES = sorted(
    {path for folder in (PACKAGE, ROOT / "benchmarks") for path in folder.rglob("*.py")} - NOT_YET
    | {ROOT / "touchdown_command.py"}
)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.rst"))]


def docstrings(tree: ast.Module) -> Iterator[str]:
    """All texts that stand by themselves: of modules, classes and functions, and below fields and constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def stumbles(text: str) -> list[str]:
    return STUMBLES.findall(" ".join(text.split()))


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_docstrings_are_free_of_these_phrases(module: Path) -> None:
    assert [found for text in docstrings(parsed(module)) for found in stumbles(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_are_free_of_these_phrases(page: Path) -> None:
    assert stumbles(page.read_text(encoding="utf-8")) == []


def test_a_phrase_is_found_across_lines() -> None:
    assert stumbles("The change is\n    told as begun.") == ["is told"]
    assert stumbles("a function that is told to adopt") == []
