from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo


@click.command("completion")
@global_options
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@pass_options
def command(options: Options, shell: str) -> None:
    """Print the completion script for a shell: commands, options, and the names of declared functions.

    The folder has to exist (mkdir -p). bash needs the package bash-completion; zsh needs compinit called in ~/.zshrc.

    \b
      bash:  touchdown completion bash > ~/.local/share/bash-completion/completions/touchdown
      zsh:   touchdown completion zsh > "${fpath[1]}/_touchdown"
      fish:  touchdown completion fish > ~/.config/fish/completions/touchdown.fish
    """
    from click.shell_completion import get_completion_class

    from touchdown.cli.main import touchdown

    completion = get_completion_class(shell)
    assert completion is not None
    echo(completion(touchdown, {}, "touchdown", "_TOUCHDOWN_COMPLETE").source())
