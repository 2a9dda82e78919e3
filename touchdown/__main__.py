"""The command as a module: `python -m touchdown`."""

from touchdown.cli.main import main

main()
