"""Aliases of functions: they follow the version that an apply publishes, and go back.

    alias.py      the type: its fields, and the calls that make, change and delete an alias
    history.py    its Description: our mark, the last live versions, what was rejected
    routing.py    which version an apply gives it
    sharing.py    shares of the calls for a new version (`weight=`)
    checking.py   the check of a new version, before an alias names it (`check=`)
    moving.py     the calls that move it
    turning.py    `touchdown rollback` and `touchdown promote`
    listing.py    reading the aliases of a function
    provisioned_concurrency.py   instances that are kept ready for an alias

Rule: an alias never names a version that is still Pending (FUNCTION.md, 1.1).
"""
