"""What an IAM policy can be for. It stands here because `touchdown permissions --help` says it without AWS."""

from typing import Final

PURPOSES: Final = ("plan", "apply", "destroy", "invoke", "send", "queue", "tail", "versions", "rollback", "promote")
"""The commands that a policy can be for."""

USES: Final = ("invoke", "send", "queue", "tail", "versions", "rollback", "promote")
"""Those of them that use what is there, and plan nothing."""
