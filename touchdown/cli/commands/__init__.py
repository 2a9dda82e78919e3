"""The commands: each module has the function `command` with its options, and prints the result with a view.

A new command is a module here, a name in `main.COMMANDS`, a section in docs/commands.rst, and tests in tests/cli. What
only the run of a command needs is imported within the function, so that `--help` doesn't pay for it.
"""
