"""What is shipped for a function answers what the function of the whole file does."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from tests.support.functions import function
from touchdown.package.callable.checks import callable_problems, name_of
from touchdown.package.callable.module import module_of

HANDLER = "\n\ndef hello(event, context):\n    return "
ROUTER = """\
class Router:
    def __init__(self):
        self.routes = {}

    def get(self, path):
        def keep(made):
            self.routes[path] = made
            return made
        return keep

app = Router()
"""
WRAPPER = """\
import functools

def upper(made):
    @functools.wraps(made)
    def around(event, context):
        return made(event, context).upper()
    return around

"""

CHANGED = {
    "a route": ROUTER + "WORD = 'hi'\n\n@app.get('/')\ndef index():\n    return WORD" + HANDLER + "app.routes['/']()",
    "a route of a class": ROUTER + "@app.get('/')\nclass Index:\n    pass" + HANDLER + "list(app.routes)",
    "a route under another name": ROUTER
    + "get = app.get\nother = app\n\n@other.get('/')\ndef index():\n    return 1"
    + HANDLER
    + "list(app.routes)",
    "a decorator that fills a table": "ROUTES = {}\n\ndef route(name):\n    def keep(made):\n"
    "        ROUTES[name] = made.__name__\n        return made\n    return keep\n\n"
    "@route('a')\ndef one():\n    pass" + HANDLER + "ROUTES",
    "a plain decorator that fills a table": "KNOWN = []\n\ndef known(made):\n    KNOWN.append(made.__name__)\n"
    "    return made\n\n@known\ndef one():\n    pass" + HANDLER + "KNOWN",
    "singledispatch": "import functools\n\n@functools.singledispatch\ndef show(value):\n    return 'obj'\n\n"
    "@show.register\ndef _(value: int):\n    return 'int'\n\n@show.register(str)\ndef _(value):\n    return 'str'"
    + HANDLER
    + "[show(1), show('a'), show(None)]",
    "subclasses": "class Plugin:\n    known = []\n\n    def __init_subclass__(cls):\n"
    "        Plugin.known.append(cls.__name__)\n\nclass One(Plugin):\n    pass" + HANDLER + "Plugin.known",
    "subclasses that are asked for": "class Base:\n    pass\n\nclass One(Base):\n    pass"
    + HANDLER
    + "[one.__name__ for one in Base.__subclasses__()]",
    "a loop with heappush": "import heapq\nH = []\nfor x in (3, 1):\n    heapq.heappush(H, x)" + HANDLER + "H",
    "a comprehension": "H = []\n[H.append(i) for i in range(3)]" + HANDLER + "H",
    "a comprehension that is kept": "H = []\nUNUSED = [H.append(i) for i in range(3)]" + HANDLER + "H",
    "a call with it": "P = []\n\ndef install(to):\n    to.append(1)\n\ninstall(P)" + HANDLER + "P",
    "a call with it in a keyword": "P = []\n\ndef install(to):\n    to.append(1)\n\ninstall(to=[P][0])" + HANDLER + "P",
    "a function that is handed to another": "P = []\n\ndef install(one):\n    P.append(one)\n\n"
    "UNUSED = list(map(install, 'ab'))" + HANDLER + "P",
    "setattr of a class": "class K:\n    pass\n\nsetattr(K, 'x', 1)" + HANDLER + "K.x",
    "setattr of a function": "def k():\n    pass\n\nsetattr(k, 'x', 1)" + HANDLER + "k.x",
    "a log level": "import logging\nlogging.getLogger('a1').setLevel(logging.DEBUG)"
    + HANDLER
    + "logging.getLogger('a1').level",
    "a logger's level": "import logging\nlog = logging.getLogger('a2')\nlog.setLevel(10)" + HANDLER + "log.level",
    "a setting": "import os\nos.environ.setdefault('TD_TEST_A', 'a')" + HANDLER + "os.environ['TD_TEST_A']",
    "an item": "table = {}\ntable['a'] = 1" + HANDLER + "table",
    "a loop": "found = []\nfor one in range(3):\n    found.append(one)" + HANDLER + "found",
    "a nested part in a loop": "found = {'a': []}\nfor one in found.values():\n    one.append(1)" + HANDLER + "found",
    "a function that sets it": "stage = None\n\ndef choose():\n    global stage\n    stage = 'dev'\n\nchoose()"
    + HANDLER
    + "stage",
}
BOUND_AGAIN = {
    "a constant that is set twice": "X = 1\nX = X + 1" + HANDLER + "X",
    "a choice": "import json as js\ntry:\n    import nothere as js\nexcept ImportError:\n    pass"
    + HANDLER
    + "js.dumps(1)",
    "an annotation and a value": "Y: int\nY = 4" + HANDLER + "Y",
    "a helper that is deleted": "x = 3\nY = x + 1\ndel x" + HANDLER + "Y",
    "a walrus in a comprehension": "ALL = [(last := q) for q in range(4)]" + HANDLER + "last",
    "a definition that was used before the next": "def g():\n    return 1\n\nX = g()\n\ndef g():\n    return 2"
    + HANDLER
    + "[X, g()]",
    "a definition that was called before the next": "def g():\n    return 1\n\ndef h():\n    return g()\n\nX = h()\n\n"
    "def g():\n    return 2" + HANDLER + "[X, g()]",
    "a class attribute named as a global": "LIMIT = 7\n\nclass Config:\n    LIMIT = LIMIT" + HANDLER + "Config.LIMIT",
    "a property's setter": "class A:\n    @property\n    def x(self):\n        return 1\n\n    @x.setter\n"
    "    def x(self, value):\n        pass" + HANDLER + "A().x",
    "a star before a builtin": "from math import *" + HANDLER + "repr(pow(2, 3))",
    "a wrapper under its own name": WRAPPER + "def _impl(event, context):\n    return 'hi'\n\nhello = upper(_impl)\n",
    "a wrapper under the same name": WRAPPER + "def hello(event, context):\n    return 'hi'\n\nhello = upper(hello)\n",
    "a wrapper twice": WRAPPER + "@upper\ndef hello(event, context):\n    return 'hi'\n\nhello = upper(hello)\n",
    "a text that is kept open": "import io\nIO = io.StringIO('a')" + HANDLER + "IO.getvalue()",
    "the standard error": "import sys\nERROR = sys.stderr" + HANDLER + "ERROR is sys.stderr",
}


def answer(source: str) -> Any:
    """What the shipped module's handler answers, in a process that has nothing else of the file."""
    made = function(source)
    module = module_of(made)
    assert (list(callable_problems(made)), module.problems) == ([], ())
    alone = ModuleType(f"shipped_{id(module)}")
    sys.modules[alone.__name__] = alone
    try:
        exec(module.text, vars(alone))  # what Lambda does
        return getattr(alone, name_of(made))(None, None), made(None, None)
    finally:
        del sys.modules[alone.__name__]


@pytest.mark.parametrize("source", CHANGED.values(), ids=CHANGED.keys())
def test_a_statement_that_changes_a_value_is_shipped_with_it(source: str) -> None:
    shipped, whole = answer(source)
    assert shipped == whole


@pytest.mark.parametrize("source", BOUND_AGAIN.values(), ids=BOUND_AGAIN.keys())
def test_what_binds_a_name_is_shipped_as_python_has_it(source: str) -> None:
    shipped, whole = answer(source)
    assert shipped == whole
