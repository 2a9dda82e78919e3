from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options, pass_options


@click.group("cache")
@global_options
def command() -> None:
    """Show or empty the cache folder, which all projects share.

    It is safe to empty: whatever is missing is made again.
    """


@command.command("info")
@global_options
@pass_options
def info(options: Options) -> None:
    """Show where the cache is, its size, what is in it, and how old that is."""
    from touchdown.aws.lambda_.packaging.disk import require_own_cache
    from touchdown.cli.views.cache import as_json, as_text
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.machine import cache

    require_own_cache()
    if options.json:
        print_json(as_json(cache.folder(), cache.parts()))
    else:
        stdout(options).print(as_text(cache.folder(), cache.parts()))


@command.command("clean")
@global_options
@click.option(
    "--aws",
    is_flag=True,
    help="Delete, after asking, the bucket for large packages in each account and region of the Touchdownfile, too.",
)
@pass_options
def clean(options: Options, aws: bool) -> None:
    """Remove everything that no other command and no local AWS is using.

    \b
      touchdown cache clean
      touchdown cache clean --aws
    """
    from touchdown.aws.lambda_.packaging.disk import require_own_cache
    from touchdown.cli.views.cache import cleaned_as_json, cleaned_as_text
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.machine import cache
    from touchdown.model.errors import CommandLineError

    require_own_cache()
    if others := cache.not_made_by_us():
        raise CommandLineError(
            f"{others[0]} wasn't made by Touchdown, so nothing in it is deleted.",
            hint=f"Name another folder in {cache.VARIABLE}; if it is an old cache, delete it yourself.",
        )
    buckets = _delete_buckets(options) if aws else {}
    found = cache.clean()
    if options.json:
        print_json(cleaned_as_json(cache.folder(), found, buckets))
    else:
        stdout(options).print(cleaned_as_text(found, buckets))


def _delete_buckets(options: Options) -> dict[str, bool]:
    """Deletes the buckets for large packages of all accounts. Returns for each name whether there was one."""
    from touchdown.aws.lambda_.packaging.sending import shared_bucket
    from touchdown.cli.asking import ask
    from touchdown.cli.workspace import identify, opened
    from touchdown.model.errors import AccountError, PartlyApplied
    from touchdown.operations import accounts

    workspace = opened(options)
    identify(workspace, accounts(workspace), options)
    buckets = {bucket.name: bucket for bucket in map(shared_bucket, accounts(workspace))}
    ask(options, f"Delete {', '.join(buckets)} with everything in it?", "touchdown cache clean --aws")
    options.changing = "Run it again"
    deleted: dict[str, bool] = {}
    try:
        for name, bucket in buckets.items():
            deleted[name] = bucket.remove()
    except AccountError as error:
        if not any(deleted.values()):
            raise
        gone = ", ".join(name for name, there in deleted.items() if there)
        raise PartlyApplied(f"Deleted {gone}, and not the others.", why=str(error), hint="Run it again.") from error
    return deleted
