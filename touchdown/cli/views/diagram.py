"""The declared resources and their dependencies, as the nodes and edges of a picture."""

from __future__ import annotations

from typing import Any

from touchdown.aws.workspace import Workspace
from touchdown.cli.views.picture import Diagram, Node
from touchdown.model.output import shown


def diagram_of(workspace: Workspace) -> Diagram:
    resources = list(workspace.resources())
    nodes = tuple(
        Node(resource.address, shown(resource.identity), resource.TYPE, resource.account.name) for resource in resources
    )
    edges = dict.fromkeys(
        (resource.address, needed.address) for resource in resources for _, needed in resource.references()
    )
    return Diagram(nodes, tuple(edges))


def as_json(diagram: Diagram) -> dict[str, Any]:
    return {
        "version": 1,
        "resources": [{"address": node.id, "type": node.kind, "account": node.group} for node in diagram.nodes],
        "needs": [{"from": dependent, "to": needed} for dependent, needed in diagram.edges],
    }
