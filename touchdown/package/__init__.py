"""From a function's code and requirements to a deployable archive, and what can be told about it without AWS.

    sources         the files of a function's own, wherever its code comes from
    from_callable   a Python function -> the files that are shipped for it
    callable/       ... the statements of its file that it names
    from_path       a directory, a file or a zip -> the files that are shipped
    local_modules   the project's modules that code imports
    syntax          code, read as the runtime's Python reads it; f_strings: what `ast` doesn't tell of that
    requirements/   requirements -> the files of distributions, for the function's machine; the lock file
    bytecode/       the modules of distributions -> bytecode, by a Python of the function's runtime
    imports         whether what is imported will be there
    extensions      whether compiled files can be loaded there
    build           all of this -> a package: its content, its bytes, its size
    archive         files -> a zip that is the same wherever it is made
    zip_checks      whether a zip of somebody else's is clear
    paths           which paths are the same file everywhere
    built           a zip for as long as it is needed: bytes, or a file in the cache
    handler         the entry point: its form, and the file that has to hold it
    tracing         lines of a traceback -> lines of the user's file
    problem         what speaks against a package

Rules: no AWS call, nothing of ours is imported but `machine`; a problem is returned as a sentence, and whoever asked
adds where.
Weaknesses: what distributions import under a condition isn't looked at; large packages take room in the cache while
they are needed, each its own.
"""
