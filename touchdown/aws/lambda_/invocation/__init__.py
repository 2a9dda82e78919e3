"""How a function is invoked: fields of the function that AWS keeps apart from it, in operations of their own.

    invoked.py              the fields, as bases of functions and aliases
    settings.py             what all of these resources have in common
    concurrency.py          reserved concurrency
    recursion_config.py     what Lambda does about loops
    event_invoke_config.py  retries and destinations of asynchronous events
    destinations.py         where Lambda sends what a function couldn't handle, or what came of it

Each is a resource that its field brings along: a function without it costs a plan no call more.
"""
