"""The declared resources and their dependencies, as the nodes and edges of a picture."""

from __future__ import annotations

from typing import Any

from touchdown.aws.workspace import Workspace
from touchdown.cli.views.picture import Diagram, Node


def diagram_of(workspace: Workspace) -> Diagram:
    resources = list(workspace.resources())
    nodes = tuple(Node(one.address, one.label.partition(".")[2], one.TYPE, one.account.name) for one in resources)
    edges = dict.fromkeys((one.address, needed.address) for one in resources for _, needed in one.references())
    return Diagram(nodes, tuple(edges))


def as_json(diagram: Diagram) -> dict[str, Any]:
    return {
        "version": 1,
        "resources": [{"address": node.id, "type": node.kind, "account": node.group} for node in diagram.nodes],
        "needs": [{"from": dependent, "to": needed} for dependent, needed in diagram.edges],
    }
