"""MiniStack's names that the gate uses, besides its application.

Its modules are imported when the process starts: those that are changed here are changed before anything uses them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, cast

Answer = tuple[int, dict[str, str], bytes]


def load() -> Any:
    """The module with the application."""
    return importlib.import_module("ministack.app")


def service(name: str) -> Any:
    return importlib.import_module(f"ministack.services.{name}")


def sessions() -> dict[str, dict[str, Any]]:
    """Credentials of roles by their key's id: what AssumeRole and the like have given out, and functions have."""
    return service("sts")._sessions


def register_session(key_id: str, session: dict[str, Any]) -> None:
    service("sts").register_session(key_id, session)


def user_secret(key_id: str) -> str | None:
    """The secret of an access key that was made for a user of IAM, if it is active."""
    for (_, stored), record in service("iam")._access_keys.to_dict().items():
        if stored == key_id and record.get("Status") == "Active":
            return str(record["SecretAccessKey"])
    return None


def give_functions(credentials: Callable[[Mapping[str, Any]], dict[str, str]]) -> None:
    """Functions get these credentials in their environment, instead of credentials that anybody can compute."""
    for module in (importlib.import_module("ministack.core.lambda_runtime"), service("lambda_svc")):
        vars(module)["execution_credentials"] = credentials


def function_credentials(config: Mapping[str, Any]) -> dict[str, str]:
    """What `give_functions` gives to this function."""
    return service("lambda_svc").execution_credentials(config)


def layers(config: Mapping[str, Any]) -> list[bytes]:
    """The archives of a function's layers, in their order."""
    functions = service("lambda_svc")
    found = (functions._resolve_layer_zip(layer) for layer in config.get("Layers") or ())
    return [archive for archive in found if archive]


def run_python_with(worker: Callable[..., Any]) -> None:
    """Workers of this kind run Python functions: the pool makes them, and they are called as those of `provided`."""
    runtime, functions = importlib.import_module("ministack.core.lambda_runtime"), service("lambda_svc")
    others, warm = runtime._worker_class_for, functions._execute_function_warm

    def is_python(config: Mapping[str, Any]) -> bool:
        return str(config.get("Runtime", "")).startswith("python")

    def worker_for(config: Mapping[str, Any]) -> Any:
        return worker if is_python(config) else others(config)

    def execute(function: Mapping[str, Any], event: Any, request_id: str) -> Any:
        python = is_python(function.get("config") or function)
        return (functions._execute_function_provided_warm if python else warm)(function, event, request_id)

    vars(runtime)["_worker_class_for"] = worker_for
    vars(functions)["_execute_function_warm"] = execute


def refuse_made_up_answers() -> None:
    """A runtime that it can't run without Docker is refused: MiniStack says 200, and makes up a result."""

    def refuse(function: Mapping[str, Any], *_: object) -> dict[str, Any]:
        config = function.get("config") or function
        said = (
            f"The local AWS can't run {config.get('Runtime') or 'container images'}: it runs Python, Node and provided."
        )
        return {"body": {"errorType": "Runtime.Unsupported", "errorMessage": said}, "error": True, "log": said}

    vars(service("lambda_svc"))["_execute_function_docker"] = refuse


def sign_downloads(signed: Callable[[str], str]) -> None:
    """The links to code and layers are passed through this."""
    functions = cast("dict[str, Any]", vars(service("lambda_svc")))
    for name in ("_presigned_code_url", "_layer_content_url"):
        functions[name] = _passed_through(signed, functions[name])


def trust_presigned() -> None:
    """S3 checks the signatures of URLs itself, with secrets that it doesn't have: the gate has checked them before."""

    def nothing_wrong(*_: object) -> None:
        return None

    vars(service("s3"))["_verify_presigned_sigv4"] = nothing_wrong


def _passed_through(signed: Callable[[str], str], made: Callable[..., str]) -> Callable[..., str]:
    def both(*arguments: Any) -> str:
        return signed(made(*arguments))

    return both


def service_of(method: str, path: str, headers: Mapping[str, str], query: Mapping[str, list[str]]) -> str:
    return str(importlib.import_module("ministack.core.router").detect_service(method, path, headers, query))


def error(service_name: str, code: str, text: str, headers: Mapping[str, str]) -> Answer:
    """An error in the words of a service, which SDKs read."""
    respond = importlib.import_module("ministack.core.iam_actions").access_denied_response
    return respond(service_name, "", "", "local", error_code=code, message=text, headers=headers)


def bucket_preflight(bucket: str, key: str, headers: Mapping[str, str]) -> Answer:
    return service("s3").cors_preflight(bucket, key, headers)


def bucket_answers(bucket: str, method: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that a bucket's CORS rules give to a page; none if they don't name it."""
    return service("s3").cors_response_headers(bucket, method, headers)


def use_account(account_id: str) -> None:
    """The account that a request without credentials is for."""
    importlib.import_module("ministack.core.responses").set_request_account_id(account_id)


def open_ones() -> dict[str, tuple[str, str]]:
    """The APIs and function URLs that there are, by their id: the path that leads to each, and its account."""
    found: dict[str, tuple[str, str]] = {}
    apis = (*service("apigateway")._apis.all_items(), *service("apigateway_v1")._rest_apis.all_items())
    for (account_id, _, api_id), _ in apis:
        found[api_id] = (f"/_aws/execute-api/{api_id}", account_id)
    functions = service("lambda_svc")
    for (account_id, _, _), url in functions._function_urls.all_items():
        url_id = functions._function_url_id(url.get("FunctionUrl", ""))
        found[url_id] = (f"/_aws/lambda-url/{url_id}", account_id)
    return found
