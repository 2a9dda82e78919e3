"""How much is done at the same time at most: apart from `scope.py`, since the command line's help says it too."""

MOST_PARALLEL = 64
"""The connections that are kept open to a service: more at the same time would wait for each other there."""
