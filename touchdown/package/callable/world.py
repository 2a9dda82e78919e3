"""What the packaging of a file has to know about the modules that it imports."""

from __future__ import annotations

from typing import Protocol


class World(Protocol):
    """What is known about the modules that a file imports."""

    def brought(self, module: str) -> frozenset[str]:
        """The modules that importing a module of the project brings, itself included; none for others."""
        ...

    def declares(self, module: str) -> bool:
        """Whether importing a module of the project needs Touchdown."""
        ...

    def provides(self, module: str) -> bool:
        """Whether a module that isn't the project's is there on Lambda, as far as the function's requirements say."""
        ...


class NoProject:
    """The world of a file that stands alone: whatever it imports is there."""

    def brought(self, module: str) -> frozenset[str]:
        return frozenset()

    def declares(self, module: str) -> bool:
        return False

    def provides(self, module: str) -> bool:
        return True


NO_PROJECT = NoProject()
