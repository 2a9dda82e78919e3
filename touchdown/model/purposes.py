"""What an IAM policy can be for. It stands here because `touchdown permissions --help` says it without AWS."""

from typing import Final

PURPOSES: Final = ("plan", "apply", "destroy", "invoke", "tail")
"""The commands that a policy can be for."""
