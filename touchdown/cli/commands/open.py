from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo


@click.command("open")
@global_options
@click.argument("address", shell_complete=complete_addresses)
@click.option("--print", "only_print", is_flag=True, help="Print the address, and start no browser.")
@pass_options
def command(options: Options, address: str, only_print: bool) -> None:
    """Open a declared API, or the URL of a declared function, in the browser; print its address.

    \b
      touchdown open shop
      touchdown --local open hello
    """
    import webbrowser

    from touchdown.cli.declared import not_there
    from touchdown.cli.pages import page_of
    from touchdown.cli.views.console import print_json, stderr
    from touchdown.cli.views.resources import known_outputs
    from touchdown.cli.workspace import checked, planned
    from touchdown.engine.scope import scope_of
    from touchdown.model.errors import AccountError

    workspace = checked(options)
    page = page_of(workspace, address)
    plan = planned(workspace, options, only_look=True, scope=scope_of(workspace, (page.address,), destroy=False))
    change = plan.by_address[page.address]
    url = known_outputs(workspace, change).get("url") if change.observed else None
    if url is None:
        raise not_there(page)
    if options.json:
        print_json({"version": 1, "address": page.address, "url": url})
    else:
        echo(url)
    if not only_print and not webbrowser.open(url):
        raise AccountError("No browser can be started here.", hint="--print prints the address and starts none.")
    if getattr(page, "auth", None) == "AWS_IAM":
        stderr(options).print('note: It answers only signed requests, and a browser signs none (auth="AWS_IAM").')
