"""What Touchdown knows of Certificate Manager as a service."""

from __future__ import annotations

from touchdown.aws.service import Service

SERVICE = Service(name="acm", missing=("ResourceNotFoundException",))
