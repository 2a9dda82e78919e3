"""What of a file is shipped for a function: the function and what it names, as they stand there, and nothing else."""

from __future__ import annotations

import re

import pytest

from tests.support.functions import function
from touchdown.package.callable.module import module_of

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


def shipped(source: str) -> str:
    """The module for the function `hello` of a file, which nothing speaks against."""
    module = module_of(function(source))
    assert module.problems == ()
    return module.text


def problem(source: str) -> str:
    """What speaks against shipping the function `hello` of a file."""
    (found,) = module_of(function(source)).problems
    return re.sub(r"made_\d+\.py", "FILE", str(found))


def test_the_function_is_shipped_with_its_decorators_dedented() -> None:
    text = shipped(
        """\
def keep(made):
    return made


if True:
    @keep
    def hello(event, context):
        # said to all
        return {"hello": event}
"""
    )
    assert text == (
        "def keep(made):\n    return made\n\n\n"
        '@keep\ndef hello(event, context):\n    # said to all\n    return {"hello": event}\n'
    )


def test_what_it_names_is_shipped_in_the_order_and_the_words_of_the_file() -> None:
    text = shipped(
        """\
import json

UNUSED = 1
LIMIT = (
    10  # as agreed
)

def unused():
    return UNUSED

class Answer:
    most = LIMIT

def short(text):
    return text[:Answer.most]

def hello(event, context):
    return json.dumps(short(event))
"""
    )
    assert text == (
        "import json\nLIMIT = (\n    10  # as agreed\n)\n\n\nclass Answer:\n    most = LIMIT\n\n\n"
        "def short(text):\n    return text[:Answer.most]\n\n\n"
        "def hello(event, context):\n    return json.dumps(short(event))\n"
    )


BEFORE = """\
from typing import Any
import json

LIMIT = 3

def hello(event: Any, context):
    return json.dumps(event)[:LIMIT]
"""


@pytest.mark.parametrize(
    "edited",
    [
        "# a comment\n\n\n" + BEFORE,
        BEFORE.replace("import json", "import json\nimport os\n\ndef other():\n    return os.name\n"),
        BEFORE.replace("Any", "Any, Mapping", 1),
        BEFORE.replace("LIMIT = 3", "LIMIT = 3\nOTHER = [__file__]"),
        BEFORE + "\nLIMITS = [LIMIT]\n",
    ],
    ids=["a comment above", "another function", "another name imported beside", "another constant", "a use of one"],
)
def test_an_edit_elsewhere_in_the_file_changes_no_byte(edited: str) -> None:
    assert shipped(edited) == shipped(BEFORE)


def test_a_text_of_several_lines_keeps_its_white_space_when_the_function_is_dedented() -> None:
    text = shipped('if True:\n    def hello(event, context):\n        return """a\n            b"""\n')
    assert text == 'def hello(event, context):\n    return """a\n            b"""\n'


def test_of_an_import_only_the_names_that_are_used_are_shipped() -> None:
    text = shipped("import os, json as j\n\ndef hello(event, context):\n    return j.dumps(event)\n")
    assert text.startswith("import json as j\n\n\ndef hello")


def test_all_imports_that_bind_a_package_are_shipped() -> None:
    source = "import os.path\nimport os\n\ndef hello(event, context):\n    return os.path.sep\n"
    assert shipped(source).startswith("import os.path\nimport os\n")


def test_names_in_annotations_that_are_evaluated_are_shipped_and_others_not() -> None:
    source = "Text = str\n\ndef hello(event: Text, context) -> 'Missing':\n    one: Missing = 1\n    return one\n"
    assert shipped(source).startswith("Text = str\n")
    lazy = shipped("from __future__ import annotations\n" + source)
    assert lazy.startswith("from __future__ import annotations\n\n\ndef hello")


def test_a_choice_between_imports_is_shipped_whole() -> None:
    choice = "try:\n    import ujson as json\nexcept ImportError:\n    import json\n"
    assert shipped(choice + "\ndef hello(event, context):\n    return json.dumps(event)\n").startswith(choice)


def test_a_global_that_the_function_itself_changes_is_shipped_as_it_begins() -> None:
    source = "count = 0\n\n\ndef hello(event, context):\n    global count\n    count += 1\n    return count\n"
    assert shipped(source) == source


def test_a_global_that_only_the_function_sets_needs_no_definition() -> None:
    shipped("def hello(event, context):\n    global kept\n    kept = 1\n    return kept\n")


def test_the_last_of_several_definitions_counts() -> None:
    source = (
        "def one():\n    return 1\n\n\ndef one():\n    return 2\n\n\ndef hello(event, context):\n    return one()\n"
    )
    assert "return 1" not in shipped(source)


def test_a_function_may_call_itself() -> None:
    shipped("def hello(event, context):\n    return hello(event - 1, context) if event else 0\n")


def test_names_from_a_star_are_found_where_the_module_is_there() -> None:
    source = "from math import *\n\n\ndef hello(event, context):\n    return sqrt(event)\n"
    assert shipped(source) == source


OURS = "belongs to Touchdown, which isn't there on Lambda: pass what you need of it in environment="
REFUSED = {
    "an object of Touchdown's": (
        "from touchdown import Workspace\nspace = Workspace('x')\n\n"
        "def hello(event, context):\n    return space.name\n",
        f"space {OURS} (FILE, line 5)",
    ),
    "Touchdown itself": (
        "import touchdown\n\ndef hello(event, context):\n    return touchdown.__version__\n",
        f"touchdown {OURS} (FILE, line 4)",
    ),
    "a value computed from an object of Touchdown's": (
        "from touchdown import Workspace\nspace = Workspace('x')\nSTAGE = space.name\n\n"
        "def hello(event, context):\n    return STAGE\n",
        f"space {OURS} (FILE, line 3)",
    ),
    "an open file": (
        "import os\nwith open(os.devnull) as opened:\n    pass\n\n"
        "def hello(event, context):\n    return opened.read()\n",
        "opened is an open file: open it within the function (FILE, line 6)",
    ),
    "a value read from this machine": (
        "from pathlib import Path\nTEXT = Path(__file__).read_text()\n\ndef hello(event, context):\n    return TEXT\n",
        "TEXT is made with read_text, from what is on this machine: pass it in environment=, or read it within the "
        "function from a file that is shipped (FILE, line 2)",
    ),
    "a value read by a method of this machine's files": (
        "import json\nTEXT = [json.load(path.open()) for path in ()]\n\ndef hello(event, context):\n    return TEXT\n",
        "TEXT is made with open, from what is on this machine: pass it in environment=, or read it within the "
        "function from a file that is shipped (FILE, line 2)",
    ),
    "a value that is changed with what belongs to Touchdown": (
        "from touchdown import Workspace\nspace = Workspace('x')\ntable = {}\ntable['a'] = space.name\n\n"
        "def hello(event, context):\n    return table\n",
        "table is changed in line 4 together with an object of Touchdown's, which isn't there on Lambda: change it in "
        "a statement of its own, or within the function (FILE, line 4)",
    ),
    "a value that is changed by a function that names Touchdown": (
        "from touchdown import Workspace\nspace = Workspace('x')\ntable = []\n\ndef add(one):\n"
        "    table.append(space.name + one)\n\nadd('a')\n\ndef hello(event, context):\n    return table\n",
        "table is changed in line 8 together with an object of Touchdown's, which isn't there on Lambda: change it in "
        "a statement of its own, or within the function (FILE, line 8)",
    ),
    "a value that is changed with what is on this machine": (
        "table = []\ntable.append(__file__)\n\ndef hello(event, context):\n    return table\n",
        "table is changed with __file__, from what is on this machine: change it, or import it, within the function "
        "(FILE, line 2)",
    ),
    "a name that nothing defines": (
        "def hello(event, context):\n    return\n    missing(event)\n",
        "nothing in the file defines missing: define or import it (FILE, line 3)",
    ),
    "a name that is set by other means": (
        "globals()['made'] = 1\n\ndef hello(event, context):\n    return made\n",
        "made is set by something that isn't a statement of the file, so it can't be shipped (FILE, line 4)",
    ),
}


@pytest.mark.parametrize(("source", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_shipped_is_refused_by_name_with_its_line(source: str, said: str) -> None:
    assert problem(source) == said


def test_each_line_of_what_is_shipped_knows_its_line_in_the_file() -> None:
    module = module_of(function("\n\nLIMIT = 3\n\ndef hello(event, context):\n    return LIMIT\n"))
    assert module.lines == (3, 0, 0, 5, 6)
    assert len(module.lines) == len(module.text.splitlines())


@pytest.mark.parametrize("odd", ["\x0c", "\u2028", "\u2029", "\x85", "\x0b", "\x1c"], ids=ascii)
def test_only_what_ends_a_line_for_python_ends_one(odd: str) -> None:
    source = f"TEXT = 'a{odd}b'\n\n\ndef hello(event, context):\n    return TEXT\n"
    assert shipped("UNUSED = 1\n\x0c\n" + source) == source


def test_what_is_no_python_once_it_is_cut_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = function("def hello(event, context):\n    return 1\n")

    def cut(*_: object) -> str:
        return "def hello(event, context):\n"

    monkeypatch.setattr("touchdown.package.callable.statements._dedented", cut)
    (found,) = module_of(made).problems
    assert "taken out of its file, it isn't valid Python" in str(found)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("class Item:\n    pass\n\nclass A:\n    item: 'list[Item]'", "class Item:"),
        ("from typing import ClassVar\n\nclass A:\n    n: ClassVar[int] = 0", "import ClassVar"),
        (
            "class Item:\n    pass\n\ndef keep(made):\n    return made\n\n@keep\ndef A(x: Item):\n    pass",
            "class Item:",
        ),
    ],
    ids=["a text", "a class's", "a decorated function's"],
)
def test_names_in_annotations_that_libraries_evaluate_are_shipped(source: str, named: str) -> None:
    handler = "\n\ndef hello(event, context):\n    return A\n"
    assert named in shipped("from __future__ import annotations\n" + source + handler)


def test_naming_a_function_in_a_declaration_is_no_change_of_what_it_sets() -> None:
    source = "COUNT = 0\n\n\ndef hello(event, context):\n    global COUNT\n    COUNT += 1\n    return COUNT\n"
    declared = (
        "from touchdown import Workspace\naws = Workspace('x').add_aws(region='eu-west-1')\n"
        "aws.add_lambda_function(name='hello', code=hello)\n"
    )
    assert shipped(source + declared) == source


def test_a_declaration_that_names_a_value_is_not_shipped_with_it() -> None:
    source = "ENV = {'A': '1'}\n\n\ndef hello(event, context):\n    return ENV\n"
    declared = "from touchdown import Workspace\n\ndef declare(*given):\n    Workspace('x')\n\ndeclare(hello, ENV)\n"
    assert shipped(source + declared) == source


def test_what_a_main_guard_does_is_not_shipped() -> None:
    source = "T = []\n\n\ndef hello(event, context):\n    return T\n"
    assert shipped(source + "\nif __name__ == '__main__':\n    T.append(1)\n") == source


def test_reading_a_value_is_no_change_of_it() -> None:
    source = "T = {}\n\n\ndef hello(event, context):\n    return T\n"
    assert shipped(source + "\nOTHER = [sorted(T), T.get('a'), len(T), T, hello]\nprint(T)\n") == source


OTHERS = {
    "a function with effects": "def other(event, context):\n    import os\n    os.environ['A'] = 'a'\n",
    "a table": "import boto3\nother = boto3.resource('dynamodb', region_name='eu-west-1').Table('a')\n",
    "its own router": ROUTER + "@app.get('/')\ndef index():\n    pass\n\napp.get('/b')(index)\n"
    "def other(event, context):\n    return app.routes\n",
    "a decorator": "import functools\n\ndef timed(made):\n    @functools.wraps(made)\n    def around(*given):\n"
    "        logging.info('x')\n        return made(*given)\n    return around\n\nimport logging\n\n"
    "@timed\ndef other(event, context):\n    pass\n",
    "its own cache": "import functools\nCACHE = {}\nCACHE['a'] = 1\n\n@functools.lru_cache\ndef other():\n"
    "    return CACHE\n",
    "an import that is used elsewhere": "import urllib.request\nimport dataclasses\n\n@dataclasses.dataclass\n"
    "class Order:\n    x: int = 1\n",
    "imports of the standard library that nothing uses": "import os, sys\nfrom typing import Any\n",
    "infrastructure": "from touchdown import Workspace\nspace = Workspace('x')\n\ndef declare(name):\n"
    "    return space.add_aws(region=name)\n\ndeclare('eu-west-1')\n",
    "what is printed, and paths": "import sys, os\nprint('hi')\nsys.path.insert(0, os.path.join('a', 'b'))\n"
    "sys.__stdout__.write('hi\\n')\nos.write(1, b'hi\\n')\n",
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_what_only_another_function_needs_changes_no_byte_and_needs_no_word(other: str) -> None:
    source = "import json\n\n\ndef hello(event, context):\n    return json.dumps(event)\n"
    module = module_of(function(other + source))
    assert (module.text, [one for one in module.explained if not one.shipped]) == (source, [])


def test_what_a_file_does_to_this_machine_is_noted_also_if_the_function_uses_the_same_module() -> None:
    used = "import subprocess, sys\n\ndef hello(event, context):\n    return subprocess.run(event)\n"
    module = module_of(function(used + "subprocess.run([sys.executable, '-c', ''])\n"))
    assert (module.problems, [one.line for one in module.explained if not one.shipped]) == ((), [5])
    assert module.text.startswith("import subprocess\n\n")
