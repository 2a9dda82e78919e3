"""A function's configuration: what UpdateFunctionConfiguration takes.

configured.py      the fields, as a base of functions
configuration.py   compares them, and sends what differs
rules.py           what AWS would refuse, and what may go wrong
runtimes.py        the end of Lambda's runtimes
role_needs.py      what the function's role has to allow for them
network.py         a function that leaves its network
"""
