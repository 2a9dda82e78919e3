"""The gate before MiniStack: decides who may ask what, on AWS's port and on the ports of APIs and function URLs.

These files run in the other environment, inside MiniStack's process. `serve.py` loads this folder as a package of its
own, named `gate`. So they import each other relatively, nothing else of ours, and besides that botocore and MiniStack.

    front.py        AWS's port: asks the other modules in turn, and hands on to MiniStack
    request.py      a request as it came, and its refusal
    callers.py      no foreign host, no page of a browser, no GET that writes
    signatures.py   AWS's signatures, computed again with botocore
    credentials.py  the keys that are known: the project's own, and what MiniStack has given out
    downloads.py    links to the code of a function or a layer, each good for that alone
    cors.py         answers that a page may read, as the user's buckets declare
    control.py      questions of Touchdown's commands: both sides prove that they have the project's key
    rest_apis.py    what MiniStack lacks of REST APIs
    openapi.py      REST APIs from one document, made of single calls
    doors.py        a port for each API and each function URL
    idle.py         the end after two hours without a call
    functions/      Python functions, run by AWS's own runtime client

All of MiniStack's names that aren't public are in `ministack.py`; MiniStack is pinned to one version for that reason.

Weaknesses: operations that AWS's SDKs don't sign (signing in at Cognito, AssumeRoleWithWebIdentity) and uploads by a
form (presigned POST) are refused. A function is a process of the user's, and can read the key's file.
"""

from . import functions, ministack
from .control import Control, call_ministack
from .credentials import Credentials
from .doors import Doors, serve_with_hypercorn
from .downloads import Downloads
from .front import Front
from .idle import Idle
from .rest_apis import RestApis

__all__ = [
    "Control",
    "Credentials",
    "Doors",
    "Downloads",
    "Front",
    "Idle",
    "RestApis",
    "call_ministack",
    "functions",
    "ministack",
    "serve_with_hypercorn",
]
