"""No circles among the modules of a part: what two modules share lies in a third, which imports neither.

Parts in which circles are left aren't in the list; whoever cuts their last circle adds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import pytest

from tests.test_architecture import MODULES, ROOT, imported, parsed

WITHOUT_CIRCLES = ("cli", "engine", "machine", "package")


def graph_of(part: str) -> dict[str, set[str]]:
    """The modules of a part, each with the modules of that part that it imports, wherever the import stands."""
    modules = {
        ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): module
        for module in MODULES
        if module.relative_to(ROOT).parts[1] == part
    }
    imports = {name: set(imported(parsed(module), module)) for name, module in modules.items()}
    return {
        name: {
            other
            for other in modules
            if other in found or any(name_in.rpartition(".")[0] == other for name_in in found)
        }
        for name, found in imports.items()
    }


def reachable(graph: Mapping[str, Set[str]], start: str) -> set[str]:
    found = set[str]()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += graph[name]
    return found


@pytest.mark.parametrize("part", WITHOUT_CIRCLES)
def test_no_module_imports_itself_by_way_of_others(part: str) -> None:
    graph = graph_of(part)
    assert len(graph) > 1
    assert [name for name in graph if name in reachable(graph, name)] == []


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert [name for name in graph if name in reachable(graph, name)] == ["a", "b", "c"]
