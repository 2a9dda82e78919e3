"""Policy documents, of whatever has some: roles, queues, topics, buckets, tables.

document.py   what two documents mean, and how they are sent
problems.py   what AWS would refuse in a document
"""
