"""What is known of all services, collected from their folders: a new service's rows are in by themselves."""

from __future__ import annotations

from tests.support.cases import SERVICES
from touchdown.engine.waits import NotYet, Settling

NOT_YET: list[NotYet] = [row for service in SERVICES for row in service.not_yet]
SETTLING: list[Settling] = [row for service in SERVICES for row in service.settling]
