"""The options that every command takes: they mean the same before and after its name."""

from __future__ import annotations

import pytest

from tests.support.project import HELLO, Project


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "description=another", "plan", "--detailed-exitcode"),
        ("plan", "--set", "description=another", "--detailed-exitcode"),
        ("--set", "description=one", "plan", "--set", "description=another", "--detailed-exitcode"),
    ],
    ids=["before", "after", "both"],
)
def test_an_option_stands_before_or_after_the_command(applied: Project, arguments: tuple[str, ...]) -> None:
    outcome = applied.run(*arguments)
    assert outcome.code == 2
    assert 'description  "The first" -> "another"' in outcome.stdout


def test_a_setting_without_a_default_is_asked_for_by_name(project: Project) -> None:
    project.declare("aws.add_log_group(name=f\"/shop/{workspace.settings['stage']}\")\n")
    assert project.shows("graph") == (
        """\
exit 1
--- stdout
--- stderr
error: The setting "stage" was not given.
  where: Touchdownfile:4
  do:    Run with --set stage=VALUE, or write workspace.settings.get("stage", "DEFAULT")."""
    )
    assert "/shop/dev" in project.run("graph", "--set", "stage=dev").stdout


def test_a_file_is_named_with_f_or_found_in_a_folder_above(project: Project) -> None:
    project.declare(HELLO, name="Other")
    assert project.run("-f", "Other", "graph").code == 0
    assert project.run("graph", "--file", str(project.folder / "Other")).code == 0
    assert project.run("graph").code == 1
    (project.folder / "Other").rename(project.folder / "Touchdownfile")
    below = Project(project.folder / "below", project.emulator)
    below.folder.mkdir()
    assert below.run("graph").code == 0


def test_region_and_profile_are_those_of_accounts_that_name_none(project: Project) -> None:
    project.write(
        "Touchdownfile", 'workspace.name = "shop"\naws = workspace.add_aws()\naws.add_log_group(name="/shop")\n'
    )
    assert "us-west-2" in project.run("graph", "--region", "us-west-2").stdout
    assert project.shows("plan", "--profile", "nobody") == (
        """\
exit 3
--- stdout
--- stderr
error: The AWS profile doesn't exist.
  where: Touchdownfile:2
  why:   The config profile (nobody) could not be found.
  do:    `aws configure list-profiles` lists those that do."""
    )


@pytest.mark.parametrize(
    ("arguments", "variables"), [(("--no-color",), {}), ((), {"NO_COLOR": "1"})], ids=["option", "variable"]
)
def test_colours_are_left_out_when_they_are_not_wanted(
    applied: Project, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    changed = ("plan", "--set", "description=another")
    assert "\x1b[1;33m" in applied.on_terminal(*changed).text
    assert "\x1b[1;33m" not in applied.on_terminal(*changed, *arguments, variables=variables).text


def test_colours_are_left_out_where_nobody_looks(applied: Project) -> None:
    assert "\x1b" not in applied.run("plan", "--set", "description=another").all
