"""From a Python function to the text of a module that holds it and what it names, and nothing else of its file.

    checks       what can be shipped as a function at all
    statements   a file as its top-level statements: what each binds and uses
    effects      which values a piece of code may change
    annotations  names in annotations that only libraries evaluate
    stars        the names that `from x import *` gives
    changes      which statements change what others bind
    closure      the function, and transitively the statements that bind what it names or change it
    moving       why a statement can't be moved to another machine
    module       the text that is shipped, and where each line of it comes from

Rules: what is shipped keeps its text and its order; a statement that isn't shipped doesn't change a byte of it. What
can't be shipped is told by name and line.
Weakness: names are followed in the text of the file. What a file does to its own globals by other means, as
`globals()["x"] = 1` or by importing itself, isn't seen; nor what it does to a module that it imports in a statement
that doesn't name it.
"""
