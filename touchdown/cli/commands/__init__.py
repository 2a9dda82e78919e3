"""One file a command: its options, one call, a view. Each has a `command`."""
