"""From a Python function to the text of a module with only that function and what it uses.

    checks       rejects callables that can't be shipped
    statements   a file as its top-level statements, with the names that each binds and uses
    effects      which values a piece of code may change
    annotations  names in annotations that only libraries evaluate
    stars        the names that `from x import *` binds
    changes      which statements change what others bind
    closure      the function, and transitively the statements that bind or change what it uses
    rule         which other statements are shipped, because shipped code may see what they do
    outside      whether a change reaches out of the file
    held         which definitions of the file other modules hold
    imported     the modules that statements import
    world        what has to be known about those modules
    moving       why a statement can't run on another machine
    module       the text that is shipped, and the origin of each of its lines

The way: `module_of` reads the function's file (`statements`), collects the statements that it needs (`closure`, which
asks `changes`, `moving` and `rule`), and writes them in the order of the file (`module`).

Rules: shipped statements keep their text and their order; editing a statement that isn't shipped doesn't change a byte
of the package. Whatever can't be shipped is reported with its name and line; what might matter, and isn't shipped, is
noted (`rule`, whose docstring is written for users).
Weakness: names are followed in the text of the file. What a file does to its own globals by other means, such as
`globals()["x"] = 1` or importing itself, goes unnoticed; so does what the methods of an object that only another
function uses do to the process.
"""
