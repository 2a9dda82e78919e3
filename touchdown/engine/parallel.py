"""The bound of what is done at the same time; apart from `scope.py`, so that `--help` needn't import that."""

MOST_PARALLEL = 64
"""The connections that are kept open to a service: more at the same time would wait for each other there."""
