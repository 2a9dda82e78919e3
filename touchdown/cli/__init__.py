"""The command `touchdown`: from the command line to an exit code.

Start and end
    main             the group of commands; errors and unexpected exceptions become messages and exit codes
    interruption     Ctrl-C, SIGTERM and SIGHUP: interrupt a command, or are ignored
    streams          standard output and error that survive the end of their readers
Options
    options          `Options`: the values of the options that every command takes
    command_options  decorators that add options to commands
    terminal         prints, so that no text of others steers a terminal
    output_files     checks and writes the files that -o and other options name
    completion       shell completion of function names and addresses
Steps that commands share
    touchdownfile    finds and runs the Touchdownfile
    isolation        keeps what a Touchdownfile does to the process away from Touchdown's own work
    workspace        the workspace, checked; its accounts, identified; a plan
    functions        finds a function by what the user typed
    declared         finds a declared resource of certain types by what the user typed
    pages            finds what `open` opens
    payload          the payload of `invoke` and `send`, the input of `run`
    asking           asks before anything is changed
    applying         shows a plan, asks, carries it out, prints the result
    planfile         saves a plan, and applies a saved plan
    timings          takes the times of phases, calls, changes and waits
Commands and views
    commands/        a module for each command
    views/           what is printed: text for people, JSON for programs

The way of a command. `touchdown_command.py`, outside of this package, opens closed streams and imports `main`.
`main.main` sets up signals and streams, then click parses the options: those that every command takes are stored in one
`Options` object, whether they stand before or after the command's name. `main.Commands` imports the command's module,
and click calls its `command`. That loads the Touchdownfile (`workspace.checked`), calls `touchdown.operations` or the
engine, and passes the result to a view. A command that fails raises a `TouchdownError` with an exit code of its own;
`main` prints it and exits with that code. Any other exception is a bug: exit code 70, with a traceback.

Rules: nothing heavy (botocore, rich) is imported before a command runs, so that help and completion answer at once;
imports of views and commands therefore stand within functions. stdout holds only the requested output, with --json
exactly one document; everything else goes to stderr. Views compare nothing and call nothing. From the first line of the
result on, interruptions are ignored. Secrets are masked where text is made from values. The exit codes are documented
(docs/commands.rst) and stable.
Weaknesses: `Options` also carries the command's timings, and the advice for an interrupted command, because both are
needed wherever a command may end. Commands share views by importing functions from each other's modules; there is no
common type of a view.
"""
