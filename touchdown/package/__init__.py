"""From a function's code and requirements to a deployable archive, and every check that needs no call to AWS.

The function's own files
    own_files       from a callable or a path to the files, with problems and notes
    from_callable   a Python function -> files: a text cut out of its file, or its module
    callable/       ... which statements of the file it needs
    from_path       a directory, a file or a ready zip -> files
    local_modules   the project's modules that code imports
    surroundings    what a function's file has to know of them, and of distributions
    data_files      the data files that a callable brings: `include=`, and
    beside          ... what its modules read beside themselves
    tracing         lines of a traceback -> lines of the user's file
Its requirements
    requirements/   requirements -> resolution -> bundle of distributions; the lock file
    bytecode/       a bundle -> bytecode, compiled by a Python of the function's runtime
Checks
    entry, handler  the handler: its form, the file that has to hold it, the function in that file
    syntax          parses code as the runtime's Python does; f_strings: what `ast` misses there
    import_time     what a module does when it is imported that fails on Lambda
    imports         imported modules, and names in them, will be there on Lambda
    credentials     files that look like credentials
    guarded         which imports run for certain, and which are guarded
    defined_names   the names that a module defines
    removed_names   the names that the standard library has no more
    extensions      the function's machine can load the compiled files
    zip_checks      a zip made elsewhere unpacks unambiguously
    paths           which paths are the same file on some systems
    problem         a problem, with its place in the user's code
The archive
    build           own files + bundle + bytecode -> a package: its content's digest, its archive, its size
    archive         files -> a zip with the same bytes on every machine
    built           an archive: bytes, or a temporary file in the cache

The way of a function. `own_files_of` gives the files of a callable or a path. From bytes or a ready zip nothing is
built: the zip is checked and shipped as it is. Requirements are resolved, or found in touchdown.lock, installed by uv,
and cached as a `Bundle`. `Package` holds files, bundle and bytecode; `Package.content()` is the digest that is known
before anything is built, `Package.archive()` the zip. `aws/lambda_/packaging` runs these steps for all functions of a
workspace, and decides what is sent.

Rules: no call to AWS; nothing of ours is imported but `machine`. User code is read, never run. The same inputs give the
same bytes on every machine. A problem is returned as a sentence (`Problem`, or an exception of this package), and the
caller adds the declaration that it belongs to.
Weaknesses: conditional imports of distributions aren't checked. Each large archive takes up room in the cache while it
is needed, even if several are equal.
"""
