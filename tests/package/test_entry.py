"""Whether a module has the function that a handler names: refused is only what certainly fails."""

from __future__ import annotations

import ast

import pytest

from touchdown.package.entry import entry_problem

PLAIN = "def f(event, context):\n    return 1\n"


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        "class R:\n    def f(self, event, context):\n        pass\n\n" + PLAIN,
        PLAIN + "\ndef g():\n    def f(one):\n        pass\n",
        "if True:\n    def f(event, context=None): ...\n",
        "try:\n    from lib import f\nexcept ImportError:\n    def f(): ...\n",
        "@with_db\ndef f(event, context, db): ...\n",
        "async def f(event, context): ...\nf = run(f)\n",
        "def setup():\n    global f\n    f = make()\nsetup()\n",
        "try:\n    from lib import *\nexcept ImportError:\n    pass\n",
        "class f:\n    def __init__(self, event, context): ...\n",
    ],
)
def test_what_may_be_right_is_not_refused(source: str) -> None:
    assert entry_problem(ast.parse(source), "app/main.py", "f") is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def g():\n    f = 1\n", "main.py defines no f, which the handler names"),
        ("class R:\n    def f(self, event): ...\n", "main.py defines no f, which the handler names"),
        (
            "\ndef f(event): ...\n",
            "f doesn't take (event, context), which Lambda calls it with (main.py, line 2)",
        ),
        (
            "async def f(event, context): ...\n",
            "f is a coroutine function, which Lambda doesn't wait for: write `def`, and run it with asyncio.run() "
            "(main.py, line 1)",
        ),
    ],
)
def test_what_certainly_fails_is_told(source: str, said: str) -> None:
    assert str(entry_problem(ast.parse(source), "app/main.py", "f")) == said
