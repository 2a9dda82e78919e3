"""open: an API, or the URL of a function, in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.project import GREETER, Project

DECLARED = f"""{GREETER}
function = aws.add_lambda_function(name="hello", code=hello)
function.add_url(auth="NONE")
aws.add_http_api(name="shop").add_route(route="GET /", target=function)
"""


def browser(folder: Path) -> dict[str, str]:
    """A browser that writes down what it is given."""
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {folder}/opened\n')
    program.chmod(0o755)
    return {"BROWSER": str(program)}


def test_an_api_and_the_url_of_a_function_are_opened(project: Project) -> None:
    project.declare(DECLARED)
    project.shows("apply", "--yes")
    for name, address in (("shop", "apigatewayv2_api.shop"), ("hello", "lambda_function.hello:url")):
        found = json.loads(project.run("open", name, "--json", variables=browser(project.folder)).stdout)
        assert found["address"] == f"eu-west-1/{address}"
        assert (project.folder / "opened").read_text().strip() == found["url"]


def test_without_a_browser_the_address_is_printed_all_the_same(project: Project) -> None:
    project.declare(DECLARED)
    project.shows("apply", "--yes")
    assert project.run("open", "shop", "--print").stdout.startswith("http")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("shop", "eu-west-1/apigatewayv2_api.shop doesn't exist yet."),
        ("nobody", 'No API or URL of a function named "nobody" is declared.'),
    ],
)
def test_what_cannot_be_opened_is_an_error(project: Project, name: str, sentence: str) -> None:
    project.declare(DECLARED)
    assert sentence in project.shows("open", name)
