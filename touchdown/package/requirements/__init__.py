"""From requirements to the files of the distributions that a function needs, for the machine that it runs on.

    declared   what a user asks for, and how its lines are read
    files      ... in a file of requirements, or in the metadata in a script
    project    ... in a project, or as a uv.lock has it
    target     the machine: its Python, its processor, its C library
    uv         runs uv, which resolves and installs
    resolving  which versions that are, by uv
    wheels     which wheels there are, for the case that none fits
    source     what has no wheels at all: built, if pure Python comes out
    install    installs what was resolved, and refuses wheels that aren't clear
    folders    the project's own folders, and repositories, as distributions
    lock       the lock file: what was resolved, with hashes, for all targets
    runtime    what the runtime brings, too
    installed  what was installed, by distribution
    lacking    what of it can't be imported, because something is missing
    needed     what of it isn't needed at run time, and why
    symbols    compiled files without what is for debuggers
    bundle     the rest, as members of an archive
    kept       an archive in the cache, with what is said of it

Rules: uv's own configuration counts (indexes, credentials, find-links) and is never printed. Nothing is resolved again
while the lock file says what was; nothing is installed again while the cache has it.
Weakness: what has wheels, but none that fits, isn't taken, even where pure Python would come of its source.
"""
