"""From requirements to the files of the distributions that a function needs, for the machine that it runs on.

Reading requirements
    declared         requirements in the form that uv takes, and their syntax
    files            ... from a file of requirements, or the metadata in a script
    project          ... from a project, or its uv.lock
    pylock           ... from a pylock.toml
    indexes          the index that a distribution comes from, where it has one of its own
Resolving
    target           the machine: its Python, its processor, its C library
    uv               runs uv, which resolves and installs
    resolving        chooses versions, with uv
    runtime          what Lambda's runtimes provide, and so needn't be shipped
    wheels           what to do where no wheel fits: which wheels exist, and for what
    source_builds    builds distributions that have no wheels at all, if they are pure Python
    folders          the project's own folders, and repositories, as distributions
    lock             the lock file: resolutions with hashes, for all targets
Installing
    install          installs a resolution, and refuses malformed wheels
    installed        the installed files, by distribution
    missing_imports  imports of installed modules that no distribution provides
    slimming         files that aren't needed at run time, and why
    symbols          removes debug symbols from compiled files
    bundle           the files that remain, as members of an archive
    cached_zip       a zip in the cache, with a JSON file about it

The way: `Requirements` -> `Resolution` (resolved by uv, or found in touchdown.lock) -> a folder (installed by uv) ->
`Bundle` (in the cache, under a hash of its inputs).

Rules: uv's own configuration is used (indexes, credentials, find-links) and never printed. Nothing is resolved again
while the lock file has its resolution; nothing is installed again while the cache has its bundle (with `--locked`, a
sealed bundle).
Weakness: a distribution with wheels, of which none fits, is refused even if its source is pure Python.
"""
