"""Programs that work by effects: registries, logging, tracing, environment, listeners, plugins."""

from __future__ import annotations

from tests.package.callable.differential import Program

HELLO = "\n\ndef hello(event, context):\n    return "
INFRASTRUCTURE = """
from touchdown import Workspace
workspace = Workspace("x")
aws = workspace.add_aws(region="eu-west-1")
aws.add_lambda_function(name="f", code=hello)
"""

SITE = {
    "sentry_sdk.py": "STARTED = []\ndef init(**options):\n    STARTED.append(options)\n",
    "patching.py": "import json\ndef patch_all():\n    json.PATCHED = True\n",
    "listening.py": """
KNOWN = {}
class Engine:
    def run(self):
        return [f.__name__ for f in KNOWN.get(type(self), [])]
class event:
    @staticmethod
    def listens_for(target, name):
        def keep(made):
            KNOWN.setdefault(target, []).append(made)
            return made
        return keep
def listen(target, name, made):
    KNOWN.setdefault(target, []).append(made)
""",
    "tasks/__init__.py": "from tasks.app import shared_task, run\n",
    "tasks/app.py": """
import functools, weakref
class _App:
    def __init__(self):
        self.tasks = {}
_APP = _App()
def shared_task(made):
    @functools.wraps(made)
    def around(*given):
        return made(*given)
    _APP.tasks[made.__name__] = around
    return around
def run(name):
    return _APP.tasks[name]() if name in _APP.tasks else "none"
""",
    "powertools/__init__.py": """
import functools, logging
class Logger:
    def __init__(self, service="x"):
        self.service, self.keys = service, {}
    def append_keys(self, **keys):
        self.keys.update(keys)
    def inject_lambda_context(self, made):
        @functools.wraps(made)
        def around(event, context):
            return made(event, context)
        return around
class Tracer:
    def __init__(self, patch=()):
        self.patched = list(patch)
    def patch(self, names):
        import json
        json.TRACED = list(names)
    def capture_method(self, made):
        @functools.wraps(made)
        def around(*given):
            return made(*given)
        return around
    capture_lambda_handler = inject = capture_method
class Router:
    def __init__(self):
        self.routes = {}
    def get(self, path):
        def keep(made):
            self.routes[path] = made
            return made
        return keep
class Resolver(Router):
    def include_router(self, router, prefix=""):
        self.routes.update({prefix + path: made for path, made in router.routes.items()})
    def exception_handler(self, kind):
        def keep(made):
            self.routes[kind.__name__] = made
            return made
        return keep
    def resolve(self, event, context):
        made = self.routes.get(event.get("path", "/"))
        return made() if made else sorted(map(str, self.routes))
def event_source(data_class):
    def keep(made):
        return functools.wraps(made)(lambda event, context: made(data_class(event), context))
    return keep
class Event(dict):
    pass
""",
}

REGISTRY = """
ALL = {}
NAMES = []
def register(name):
    def keep(made):
        ALL[name] = made
        return made
    return keep
def add(name, made=None):
    ALL[name] = made
def run(name):
    return ALL[name]() if name in ALL else "none"
class Base:
    KINDS = []
    def __init_subclass__(cls):
        Base.KINDS.append(cls.__name__)
class Plain:
    @classmethod
    def kinds(cls):
        return [one.__name__ for one in cls.__subclasses__()]
class App:
    def __init__(self):
        self.routes = {}
    def route(self, path):
        def keep(made):
            self.routes[path] = made.__name__
            return made
        return keep
    def add(self, path, made):
        self.routes[path] = made.__name__
app = App()
"""
_R = {"registry.py": REGISTRY}
_CREATED = "def created():\n    return 'created!'\n"
_LEVEL = "logging.getLogger().level"

SAME = {
    # registries in modules of the project
    "a decorator of a module": Program(
        "import registry\n\n@registry.register('a')\n" + _CREATED + HELLO + "registry.run('a')", _R
    ),
    "a decorator by its own name, and the registry by another": Program(
        "from registry import ALL, register\n\n@register('a')\n" + _CREATED + HELLO + "sorted(ALL)", _R
    ),
    "the module under two names": Program(
        "import registry\nfrom registry import register as keep\n\n@keep('a')\n"
        + _CREATED
        + HELLO
        + "registry.run('a')",
        _R,
    ),
    "a call that registers": Program(
        "import registry\n\n" + _CREATED + "registry.add('a', created)\n" + HELLO + "registry.run('a')", _R
    ),
    "a call that registers a text": Program(
        "import registry\nfrom registry import NAMES\nNAMES.append('a')\n" + HELLO + "registry.NAMES", _R
    ),
    "calls in a loop": Program(
        "import registry\nfor name in ('a', 'b'):\n    registry.add(name)\n" + HELLO + "sorted(registry.ALL)", _R
    ),
    "a subclass that its base hears of": Program(
        "import registry\n\nclass One(registry.Base):\n    pass\n" + HELLO + "registry.Base.KINDS", _R
    ),
    "a subclass under another name": Program(
        "import registry\nfrom registry import Base as B\n\nclass One(B):\n    pass\n" + HELLO + "registry.Base.KINDS",
        _R,
    ),
    "subclasses that are asked for": Program(
        "import registry\nfrom registry import Plain\n\nclass One(Plain):\n    pass\n"
        + HELLO
        + "registry.Plain.kinds()",
        _R,
    ),
    "a route of an object of a module": Program(
        "from registry import app\n\n@app.route('/')\ndef index():\n    pass\n" + HELLO + "app.routes", _R
    ),
    "a route under an alias": Program(
        "import registry\napi = registry.app\n\n@api.route('/')\ndef index():\n    pass\n"
        + HELLO
        + "registry.app.routes",
        _R,
    ),
    "a route of an object under another name": Program(
        "import registry\nfrom registry import app\n\n@app.route('/')\ndef index():\n    pass\n"
        + HELLO
        + "registry.app.routes",
        _R,
    ),
    "a route by a call under an alias": Program(
        "import registry\napi = registry.app\n\ndef index():\n    pass\n\napi.add('/', index)\n"
        + HELLO
        + "registry.app.routes",
        _R,
    ),
    "a decorator of the file that registers in a module": Program(
        "import registry\n\ndef mine(made):\n    registry.add('a', made)\n    return made\n\n@mine\n"
        + _CREATED
        + HELLO
        + "registry.run('a')",
        _R,
    ),
    "a registry that a helper module reads": Program(
        "import registry\nimport helper\n\n@registry.register('a')\n" + _CREATED + HELLO + "helper.run()",
        {**_R, "helper.py": "import registry\ndef run():\n    return registry.run('a')\n"},
    ),
    # imports for their effect
    "an import for its effect": Program(
        "import registry\nimport routes\n" + HELLO + "registry.run('a')",
        {**_R, "routes.py": "import registry\n@registry.register('a')\n" + _CREATED},
    ),
    "an import from a package for its effect": Program(
        "from registry import app\nfrom shop import routes\n" + HELLO + "app.routes",
        {
            **_R,
            "shop/__init__.py": "",
            "shop/routes.py": "from registry import app\n@app.route('/')\ndef index():\n    pass\n",
        },
    ),
    "a submodule for its effect": Program(
        "import registry\nimport shop.plugins.one\n" + HELLO + "registry.NAMES",
        {
            **_R,
            "shop/__init__.py": "",
            "shop/plugins/__init__.py": "",
            "shop/plugins/one.py": "import registry\nregistry.NAMES.append('one')\n",
        },
    ),
    "an import for its effect that is guarded": Program(
        "import registry\ntry:\n    import extra\nexcept ImportError:\n    pass\n" + HELLO + "registry.NAMES",
        {**_R, "extra.py": "import registry\nregistry.NAMES.append('extra')\n"},
    ),
    "a module that registers, and that another function uses": Program(
        "import registry\nimport routes\n" + HELLO + "registry.run('a')\n\ndef other(event, context):\n"
        "    return routes.created()\n",
        {**_R, "routes.py": "import registry\n@registry.register('a')\n" + _CREATED},
    ),
    "a module that sets up logging": Program(
        "import logging\nimport set_up\n" + HELLO + _LEVEL,
        {"set_up.py": "import logging\nlogging.getLogger().setLevel(15)\n"},
    ),
    # set-up of the process
    "basicConfig": Program("import logging\nlogging.basicConfig(level=10)\n" + HELLO + _LEVEL),
    "basicConfig by its own name": Program(
        "import logging\nfrom logging import basicConfig as configure\nconfigure(level=10)\n" + HELLO + _LEVEL
    ),
    "dictConfig": Program(
        "import logging\nfrom logging.config import dictConfig\n"
        "dictConfig({'version': 1, 'root': {'level': 'INFO'}})\n" + HELLO + _LEVEL
    ),
    "the root logger under a name": Program(
        "import logging\nroot = logging.getLogger()\nroot.setLevel(25)\n" + HELLO + _LEVEL
    ),
    "a handler": Program(
        "import logging\nout = logging.StreamHandler()\nout.setLevel(35)\nlogging.getLogger().addHandler(out)\n"
        + HELLO
        + "[one.level for one in logging.getLogger().handlers]"
    ),
    "a module that configures": Program(
        "import logging\nimport set_up\nset_up.configure()\n" + HELLO + "logging.getLogger('urllib3').level",
        {"set_up.py": "import logging\ndef configure():\n    logging.getLogger('urllib3').setLevel(40)\n"},
    ),
    "a function of the file that configures": Program(
        "import logging\n\ndef configure(level):\n    logging.getLogger('a').setLevel(level)\n\nconfigure(40)\n"
        + HELLO
        + "logging.getLogger('a').level"
    ),
    "logging only where it is wanted": Program(
        "import logging\nimport os\nif not os.environ.get('QUIET'):\n    logging.getLogger().setLevel(45)\n"
        + HELLO
        + _LEVEL
    ),
    "the environment before an import": Program(
        "import os\n\nos.environ.setdefault('WORKER_MODE', 'fast')\n\nfrom worker import run\n" + HELLO + "run()",
        {"worker.py": "import os\nMODE = os.environ['WORKER_MODE']\ndef run():\n    return MODE\n"},
    ),
    "the environment under a name": Program(
        "import os\nfrom os import environ\nenv = environ\nenv['TD_A'] = 'b'\n" + HELLO + "os.environ.get('TD_A')"
    ),
    "a timeout of sockets": Program(
        "import socket\nsocket.setdefaulttimeout(7)\n" + HELLO + "__import__('socket').getdefaulttimeout()"
    ),
    "filters of warnings": Program(
        "import warnings\nwarnings.filterwarnings('ignore', 'abc')\n\ndef hello(event, context):\n"
        "    import warnings as w\n    return any('abc' in str(one) for one in w.filters)\n"
    ),
    "an attribute of a module": Program(
        "import json\njson.MINE = 5\n\ndef hello(event, context):\n    import json as j\n    return j.MINE\n"
    ),
    "an attribute of a module of the project": Program(
        "import settings\nimport worker\nsettings.DEBUG = True\n" + HELLO + "worker.run()",
        {"settings.py": "DEBUG = False\n", "worker.py": "import settings\ndef run():\n    return settings.DEBUG\n"},
    ),
    "a context of decimals": Program(
        "import decimal\nown = decimal.getcontext()\nown.prec = 4\n\ndef hello(event, context):\n"
        "    from decimal import Decimal\n    return str(Decimal(1) / 3)\n"
    ),
    "a module in the place of another": Program(
        "import sys\nimport fake\nsys.modules['real'] = fake\n\ndef hello(event, context):\n"
        "    import importlib\n    return importlib.import_module('real').X\n",
        {"fake.py": "X = 3\n"},
    ),
    "a distribution that patches": Program(
        "import json\nfrom patching import patch_all\npatch_all()\n" + HELLO + "json.PATCHED", required=["patching"]
    ),
    "a distribution that is started": Program(
        "import sentry_sdk\nsentry_sdk.init(dsn='x')\n\ndef hello(event, context):\n"
        "    import sentry_sdk as s\n    return s.STARTED\n",
        required=["sentry-sdk"],
    ),
    "what is started and kept under _": Program(
        "import sentry_sdk\n_ = sentry_sdk.init(dsn='x')\n\ndef hello(event, context):\n"
        "    import sentry_sdk as s\n    return s.STARTED\n",
        required=["sentry-sdk"],
    ),
    "an object that is there for its effect": Program(
        "import json\nfrom powertools import Tracer\ntracer = Tracer()\ntracer.patch(['a'])\n" + HELLO + "json.TRACED",
        required=["powertools"],
    ),
    # listeners
    "a listener of a class": Program(
        "from listening import Engine, event\nengine = Engine()\n\n@event.listens_for(Engine, 'connect')\n"
        "def connected():\n    pass\n" + HELLO + "engine.run()",
        required=["listening"],
    ),
    "a listener by a call": Program(
        "from listening import Engine, listen\nengine = Engine()\n\ndef connected():\n    pass\n\n"
        "listen(Engine, 'connect', connected)\n" + HELLO + "engine.run()",
        required=["listening"],
    ),
    "a task that a distribution keeps": Program(
        "import tasks\nfrom tasks import shared_task\n\n@shared_task\n" + _CREATED + HELLO + "tasks.run('created')",
        required=["tasks"],
    ),
    # lookups by name
    "globals": Program(
        "def on_created():\n    return 'created'\n" + HELLO + "globals()['on_' + event['type']]()",
        event={"type": "created"},
    ),
    "eval": Program("def on_created():\n    return 'created'\n" + HELLO + "eval('on_created()')"),
    "its own module": Program(
        "import sys\n\nclass Created:\n    pass\n" + HELLO + "getattr(sys.modules[__name__], 'Created').__name__"
    ),
    "a constant by its name": Program("LIMIT_A = 3\n" + HELLO + "globals()['LIMIT_' + 'A']"),
    "lookups beside infrastructure": Program(
        "def on_created():\n    return 'created'\n" + HELLO + "globals()['on_created']()\n" + INFRASTRUCTURE
    ),
    # as in the examples of Powertools
    "a resolver": Program(
        "from powertools import Resolver\napp = Resolver()\n\n@app.get('/')\ndef index():\n    return 'hi'\n"
        + HELLO
        + "app.resolve({}, None)",
        required=["powertools"],
    ),
    "a resolver with routers": Program(
        "from powertools import Resolver\nimport todos\napp = Resolver()\n"
        "app.include_router(todos.router, prefix='/t')\n" + HELLO + "app.resolve({}, None)",
        {"todos.py": "from powertools import Router\nrouter = Router()\n\n@router.get('/a')\ndef a():\n    return 1\n"},
        ["powertools"],
    ),
    "a resolver with a handler of errors": Program(
        "from powertools import Resolver\napp = Resolver()\n\n@app.exception_handler(ValueError)\ndef wrong(error):\n"
        "    return 400\n" + HELLO + "app.resolve({}, None)",
        required=["powertools"],
    ),
    "a logger with keys": Program(
        "from powertools import Logger\nlogger = Logger()\nlogger.append_keys(team='a')\n\n"
        "@logger.inject_lambda_context\ndef hello(event, context):\n    return logger.keys\n",
        required=["powertools"],
    ),
    "a tracer around what is called": Program(
        "from powertools import Logger, Tracer\nlogger = Logger()\ntracer = Tracer(patch=['x'])\n\n"
        "@tracer.capture_method\ndef price():\n    return 5\n\n@logger.inject_lambda_context\n"
        "@tracer.capture_lambda_handler\ndef hello(event, context):\n    return [price(), tracer.patched]\n",
        required=["powertools"],
    ),
    "an event's class": Program(
        "from powertools import Event, event_source\n\n@event_source(data_class=Event)\n"
        "def hello(event, context):\n    return type(event).__name__\n",
        required=["powertools"],
    ),
}

TOLD = {
    "a distribution that isn't required": (
        Program(
            "import sentry_sdk\nsentry_sdk.init(dsn='x')\n" + HELLO + "__import__('sentry_sdk').STARTED",
        ),
        "leaves out sentry_sdk.init(dsn='x') (touchdownfile.py, line 2), which may change what the function sees: it "
        "needs sentry_sdk, and no requirement of the function brings that",
    ),
    "an import for its effect that isn't required": (
        Program("import json\nimport patching\n" + HELLO + "json.__name__"),
        "leaves out import patching (touchdownfile.py, line 2)",
    ),
    "a program of this machine": (
        Program("import json\nimport subprocess\nsubprocess.run(['true'])\n" + HELLO + "1"),
        "leaves out subprocess.run(['true']) (touchdownfile.py, line 3), which may change what the function sees: it "
        "works with this machine (subprocess)",
    ),
    "credentials of this machine": (
        Program("import os\nos.environ['AWS_PROFILE'] = 'dev'\n" + HELLO + "1"),
        "it works with this machine (AWS_PROFILE)",
    ),
}

FRAGMENTS = (
    "@registry.register('r{n}')\ndef one{n}():\n    return {n}\n",
    "@register('s{n}')\nclass Two{n}:\n    pass\n",
    "def three{n}():\n    return {n}\n\nregistry.add('t{n}', three{n})\n",
    "class Four{n}(registry.Base):\n    pass\n",
    "class Five{n}(registry.Plain):\n    pass\n",
    "registry.NAMES.append('{n}')\n",
    "import os\nos.environ['TD_{n}'] = 'x'\n",
    "def set{n}():\n    import os\n    os.environ['TD_S{n}'] = 'x'\n\nset{n}()\n",
    "import logging\nlogging.getLogger('td{n}').setLevel({n} + 1)\n",
    "import extra{n}\n",
    "from extra{n} import thing as thing{n}\n",
    "api{n} = registry.app\n\n@api{n}.route('/{n}')\ndef six{n}():\n    pass\n",
    "try:\n    import missing{n}\nexcept ImportError:\n    registry.NAMES.append('missing{n}')\n",
    "for name in ('a', 'b'):\n    registry.add(name + '{n}')\n",
    "def unused{n}(event, context):\n    registry.add('never{n}')\n",
    "table{n} = {{}}\ntable{n}['a'] = [registry]\n",
    "own{n} = registry.App()\n\n@own{n}.route('/')\ndef seven{n}():\n    pass\n",
)
"""Pieces of programs; `n` is another number in each."""

_SEEN = """
import registry
from registry import app, register

def hello(event, context):
    import logging, os
    return [
        sorted(registry.ALL), registry.Base.KINDS, registry.Plain.kinds(), registry.NAMES, sorted(registry.app.routes),
        sorted(name for name in os.environ if name.startswith("TD_")),
        [logging.getLogger(f"td{number}").level for number in range(12)],
    ]

"""
_EXTRA = "import registry\n\n@registry.register('extra{n}')\ndef thing():\n    pass\n"


def made_of(fragments: list[int]) -> Program:
    """A program of some fragments; its function answers with all that they can change."""
    file = _SEEN + "\n".join(FRAGMENTS[which].format(n=number) for number, which in enumerate(fragments))
    return Program(file, {**_R, **{f"extra{number}.py": _EXTRA.format(n=number) for number in range(12)}})
