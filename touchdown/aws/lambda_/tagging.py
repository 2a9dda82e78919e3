"""Lambda's tagging operations, which functions and event source mappings share."""

from __future__ import annotations

from touchdown.aws.tagging import Tagging

TAGGING = Tagging(read="lambda:ListTags", write="lambda:TagResource", remove="lambda:UntagResource", member="Resource")
