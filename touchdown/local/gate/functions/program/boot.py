"""What a function's process runs first, with `python -S`: the import path as on Lambda, then AWS's runtime client.

It is run by any Python that Lambda has a runtime for, and imports nothing of ours but the fallback beside it.
Arguments: the folder of AWS's packages, the folder of the layers.
"""

from __future__ import annotations

import importlib.util
import os
import site
import sys

PACKAGES, LAYERS = sys.argv[1:3]
HERE = os.path.dirname(os.path.abspath(__file__))
RUNTIME = os.environ["AWS_EXECUTION_ENV"].rpartition("_")[2]
API, _, SECRET = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")


def import_path() -> list[str]:
    layers = [os.path.join(LAYERS, "python", "lib", RUNTIME, "site-packages"), os.path.join(LAYERS, "python")]
    return [os.environ["LAMBDA_TASK_ROOT"], *filter(os.path.isdir, layers), PACKAGES, *sys.path[1:]]


def has_native_part() -> bool:
    try:
        return importlib.util.find_spec("runtime_client") is not None
    except ValueError:
        return False


def main() -> None:
    sys.path[:] = import_path()
    if os.path.isdir(os.path.join(LAYERS, "python")):
        site.addsitedir(os.path.join(LAYERS, "python", "lib", RUNTIME, "site-packages"))
    site.setquit()
    site.execsitecustomize()
    if not has_native_part():
        place = os.path.join(HERE, "fallback", "runtime_client.py")
        spec = importlib.util.spec_from_file_location("runtime_client", place)
        assert spec
        assert spec.loader
        sys.modules["runtime_client"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["runtime_client"])
    client = importlib.import_module("awslambdaric.lambda_runtime_client").LambdaRuntimeClient(API, False)
    call = client.call_rapid

    def call_rapid(http_method: str, endpoint: str, *arguments: object, **more: object) -> object:
        """The address has a part that `http.client` can't take in a host."""
        return call(http_method, "/" + SECRET + endpoint, *arguments, **more)

    client.call_rapid = call_rapid
    sys.argv[:] = [PACKAGES, os.environ["_HANDLER"]]
    importlib.import_module("awslambdaric.bootstrap").run(os.environ["_HANDLER"], client)


main()
