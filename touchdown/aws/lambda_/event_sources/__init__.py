"""Event sources: queues, tables and streams that Lambda reads for a function.

mapping.py   the type, AWS's event source mapping
kinds.py     the kinds of sources, and what each needs of the function's role
rules.py     what AWS would refuse
members.py   the fields' members, as they are sent
listing.py   the mappings of a function, read
"""
