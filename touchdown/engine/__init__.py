"""From a declaration to a plan, and from a plan to an account that matches: observe, compare, plan, apply.

It works for any provider: what it knows of an account is the protocol `Provider`, and of a type its `Lifecycle`. No
AWS, no printing.

Plan
    plan               the steps of planning, in order
    compare            how declared and observed values differ
    prune              what is ours and no longer declared
    hints              what was read in bulk, and is read by itself before it leads to a change
    objections         the reasons to refuse a plan
    ignored            fields whose drift is left alone
    kept               deletes that a type blocks: refused, or the resource is left
    scope              what `--target` leaves in sight
    target_dependents  what depends on a target and is out of sight
    drift              what others have changed since the last apply
    record             the tag with a short hash of each field that was applied
    newer_record       refuses resources with a record that a newer Touchdown wrote
Data
    change             `Plan`, `Change`, `Action`, `Reason`, `Difference`
    observed           `Observed`: a resource as it was read
    lifecycle          `Lifecycle` and `Step`: what a type gives to the engine, and gets from it
    folding            what a view may show in one line below the resource that brought it along
    events             what happens meanwhile, for views and timings
Apply
    apply              makes the changes, many at the same time
    order              which change waits for which
    references         which resources refer to which, from the values that were read
    scheduling         which ready change starts next when threads are scarce
    waits              repeats calls and looks until something is ready; the one module that sleeps
A plan in a file
    planfile           reads and writes it
    planfile_values    its values: no secrets, only salted hashes of them
    stale_plan         checks that nothing it is based on has changed
Helpers
    account_context    names the account in an error, if there are several
    threads, parallel  threads that end with a block; how many there may be

The way of a plan. `plan.make_plan` asks each account who we are (`Provider.place`), and lets all accounts read what is
in sight (`Provider.observe`). Each declared resource is compared, after those that it needs, so that their outputs are
known: `Lifecycle.desired` gives the declared values, `compare` the differences, a type's `judge` what fields can't say.
Where a hint leads to a change, the account reads the resource by itself (`Provider.verify`), and the comparison is
repeated. `prune` adds the deletes, `objections` collects what forbids the plan. The result is a `Plan`: data, which
views show and `planfile` saves.
The way of a change. `apply.Applying` orders the changes (`order`), and gives those that wait for nothing to threads
(`scheduling`). Right before a change, markers become values, which are checked again; then the type's `create`,
`update` or `delete` gets a `Step`, and returns the outputs that only the provider knows. A change that fails silences
those that need it; the rest is made. The result is an `Applied`.

Rules: comparing is pure. Nothing is decided while applying, except how long to wait and whether what was observed is
still so. No code branches on a `Reason`: it is a sentence for users. Values of secrets never reach a difference, an
event or a file. What somebody else owns is never written without `adopt`.
Weaknesses: `Lifecycle` has about twenty settings, most of which few types use. A resource is typed in a type's own
functions (`Step[Account, Queue]`), but in the engine `Lifecycle` takes `Any`, since one plan has all types. An update
that tightens something doesn't wait for the delete of a dependent that is no longer declared.
"""
