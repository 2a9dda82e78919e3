"""Policy documents of roles, queues, topics, buckets and tables.

    document.py   compares documents by meaning, and writes them as they are sent
    problems.py   finds what AWS would refuse in a document

Neither makes a call.
"""
