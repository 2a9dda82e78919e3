"""The views: what a command prints. `as_text` is for people (rich, to a terminal or a file), `as_json` for --json.

    console                         the streams: data to stdout, everything else to stderr
    plan, resources, permissions    what a command has read, compared or computed
    packages, cache, invocation
    errors                          errors, with what to do, and bugs with their tracebacks
    progress, steps                 what is happening, while it happens
    log                             log events of functions
    timings, timings_chart          where the time went: a table, a chart
    diagram, picture, svg           the graph of a workspace
    values                          single values, and their differences

Rules: a view compares nothing and makes no call to AWS. A JSON document has a version, which is increased when a field
is removed or changes its meaning.
Weakness: `log` breaks that rule, as it identifies the accounts of the logs that it is asked for.
"""
