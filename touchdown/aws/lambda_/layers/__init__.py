"""Layers: their content, and the versions of it that AWS keeps.

    layer.py        the type: its fields, and publishing
    content.py      its files: a folder, or distributions, at the path that the runtime looks in
    versions.py     versions are read, shared, and removed
    description.py  the Description of a version, which says whose it is and what is in it
    rules.py        what AWS would refuse

Rule: a version is published only when its content differs, and none is removed that a function of ours names.
"""
