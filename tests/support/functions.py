"""Functions that come from a file, as those of a Touchdownfile do."""

from __future__ import annotations

import importlib.util
import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

_numbers = itertools.count()
_folder = tempfile.TemporaryDirectory(prefix="touchdown-functions-")  # gone when the process ends


def function(source: str, name: str = "hello") -> Callable[[Any, Any], Any]:
    """The function of a name in a module with this source."""
    path = Path(_folder.name) / f"made_{next(_numbers)}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Callable[[Any, Any], Any] = getattr(module, name)
    return made


def hello(answer: str = "hello") -> Callable[[Any, Any], Any]:
    """A function that answers with a text."""
    return function(f"def hello(event, context):\n    return {answer!r}\n")
