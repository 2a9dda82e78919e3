from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo


@click.command("graph")
@global_options
@click.option("--format", "form", type=click.Choice(["mermaid", "dot"]), default="mermaid", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write a picture: FILE.svg or FILE.png."
)
@pass_options
def command(options: Options, form: str, output: Path | None) -> None:
    """Show the declared resources and their dependencies, as text for Mermaid or Graphviz, or as a picture.

    Makes no call to AWS.

    \b
      touchdown graph
      touchdown graph --format dot
      touchdown graph -o architecture.svg
    """
    from touchdown.cli.touchdownfile import load
    from touchdown.cli.views import picture
    from touchdown.cli.views.console import print_json
    from touchdown.cli.views.diagram import as_json, diagram_of
    from touchdown.model.check import check

    given = click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE
    if given and output is not None:
        raise click.UsageError("--format is for text; -o writes a picture, in the format that its name ends in.")
    workspace = load(options)
    check(workspace)
    diagram = diagram_of(workspace)
    if output is not None:
        _write(output, diagram, options)
    elif options.json:
        print_json(as_json(diagram))
    else:
        echo(picture.mermaid(diagram) if form == "mermaid" else picture.dot(diagram), end="")


def _write(output: Path, diagram: object, options: Options) -> None:
    from touchdown.cli.output_files import refuse_other_endings, refuse_others, write
    from touchdown.cli.views import picture
    from touchdown.cli.views.console import print_json

    assert isinstance(diagram, picture.Diagram)
    refuse_other_endings(output, ".svg", ".png")
    refuse_others(output, "<svg", "<?xml", "\x89PNG")
    write(output, picture.svg(diagram).encode() if output.suffix == ".svg" else picture.png(diagram))
    if options.json:
        print_json({"version": 1, "written": str(output)})
    echo(f"Wrote {output}.", err=True)
