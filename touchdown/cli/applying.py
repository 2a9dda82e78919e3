"""The common part of apply and destroy: show the plan, ask, carry it out, print the result."""

from __future__ import annotations

import click

from touchdown.aws.workspace import Workspace
from touchdown.cli import interruption, streams
from touchdown.cli.asking import ask
from touchdown.cli.options import Options
from touchdown.cli.views.console import print_json, stderr, stdout
from touchdown.cli.views.errors import as_json as error_as_json
from touchdown.cli.views.errors import show_error
from touchdown.cli.views.outputs import as_text as outputs_as_text
from touchdown.cli.views.outputs import values_of_outputs
from touchdown.cli.views.plan import as_json, as_text, change_as_json, done
from touchdown.cli.views.progress import progress
from touchdown.engine.apply import PARALLEL, Applied, apply_plan
from touchdown.engine.change import Plan
from touchdown.engine.events import Event, Report, Started, Stopping
from touchdown.operations import shortfall

_QUESTIONS = {"apply": "Apply these changes?", "destroy": "Destroy all of this?"}


def carry_out(workspace: Workspace, plan: Plan, options: Options, *, unfolded: bool = False) -> None:
    """Shows a plan, asks, and carries it out."""
    verb = "destroy" if plan.destroys else "apply"
    streams.outlive_readers_of_stdout()
    options.timings.enter("showing the plan, and asking")
    shown = stderr(options) if options.json else stdout(options)
    if not options.json or plan.to_do:
        shown.print(as_text(plan, unfolded=unfolded))
    if plan.to_do:
        ask(options, _QUESTIONS[verb], f"touchdown {verb}")
        options.timings.enter("applying")
        with progress(stderr(options), changes=len(plan.to_do)) as report:
            parallel = plan.scope.parallel or PARALLEL
            applied = apply_plan(
                workspace, plan, report=_noting(plan, options, options.timings.heard(report)), parallel=parallel
            )
            interruption.ignore()
    else:
        applied = Applied()
    options.timings.enter("telling")
    _show(plan, applied, options)
    if workspace.outputs and not plan.destroys and not options.json:
        values = values_of_outputs(workspace, plan, applied.outputs)
        stdout(options).print(outputs_as_text(values), markup=False, highlight=False, soft_wrap=True)


def _noting(plan: Plan, options: Options, report: Report) -> Report:
    """Notes in the options when changes begin: only from then on does an interruption leave anything behind."""

    def noting(event: Event) -> None:
        if isinstance(event, Started):
            options.changing = plan.again
        report(event)
        if isinstance(event, Stopping):
            interruption.expect_another()

    return noting


def _show(plan: Plan, applied: Applied, options: Options) -> None:
    if applied.done and not options.json:
        stdout(options).print(done(applied.done))
    error = None if applied.complete else shortfall(plan, applied)
    if options.json:
        print_json(
            {
                **as_json(plan),
                "done": [change.address for change in applied.done],
                "failed": [change_as_json(failure.change) for failure in applied.failures],
                "not_tried": [change.address for change in applied.not_tried],
                "error": error_as_json(error, options) if error else None,
            }
        )
    if error is not None:
        options.json = False  # the JSON document has been printed; the error follows as text
        show_error(error, options)
        raise click.exceptions.Exit(error.exit_code)
