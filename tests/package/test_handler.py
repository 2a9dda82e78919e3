"""Handlers, as the families of runtimes take them."""

from __future__ import annotations

import pytest

from touchdown.package.handler import handler_problem, missing_file


@pytest.mark.parametrize("handler", ["main.hello", "my-app.hello", "2026_01.hello", "src/my-app.hello", "a.b-c.hello"])
def test_a_python_module_may_be_called_whatever_a_file_may(handler: str) -> None:
    assert handler_problem(handler, "python3.13") is None


@pytest.mark.parametrize("handler", ["hello", "main.", ".hello", "main.my-hello", "main.2hello", "a..b", "a b.hello"])
def test_a_python_handler_names_a_module_and_a_function(handler: str) -> None:
    assert handler_problem(handler, "python3.13") is not None


def test_the_file_of_a_python_module_with_a_hyphen_is_found() -> None:
    assert missing_file("my-app.hello", "python3.13", {"my-app.py"}) is None
    assert missing_file("my-app.hello", "python3.13", {"my_app.py"}) == "my-app.py"
