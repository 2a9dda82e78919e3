"""What a user declares: resources with fields and outputs, in accounts, in a workspace. No I/O, no AWS.

The workspace
    workspace   `BaseWorkspace`: accounts, settings, and the order of what is declared
    source      the line of the user's file that declares something
    check       all that is wrong with a declaration before the first call, in one error
    annotation  whether a value has the type that an annotation says
Resources
    resource    `Resource`: what all types have: name, address, parent, children, outputs, references
    field       `@resource` and `field(...)`: the fields of a type, and the API members that carry them
    adder       `adder(Queue)`: methods that declare a resource, with the signature of its class
    later       classes that are imported when they are first used
    copies      copies of the mappings and lists that a user passes
    addresses   endings of addresses, as users type them
Values
    masking     secrets in texts that are shown: those that are known, and what looks like a secret
    output      `Output` and `Secret`: texts that stand for values which aren't known yet, or mustn't be shown
    place       account number, partition and region, from which ARNs are worked out
Shared by all
    errors      every error that a user can meet, with its exit code
    purposes    what an IAM policy can be for

The way of a declaration. `aws.add_queue(name="orders")` calls an `adder`. It imports the class (`later`), checks the
names of the arguments, and makes the resource, which copies what it is given. The resource gets its account and line,
may declare others that come with it (`implied`), and is registered under its address. A reference to another resource
is either that resource, or one of its outputs. An output is a `str` whose text is a marker; it survives f-strings,
dictionaries and JSON. `Resource.references` finds the markers, so dependencies need not be declared. `check` finds all
problems: types first, then pieces of markers, then each type's own rules. Later the engine puts values in place of the
markers (`output.substitute`), and takes the covers off secrets (`output.reveal`) right before a call.

Rules: this package imports nothing of ours. Names are known texts, since addresses and tags are made of them. Types
(`Resource.TYPE`) and the form of addresses stand in tags, so they can't change. Code that looks into the text of a
marker gets an error. Every problem is a sentence, and quotes no value that may be a secret.
Weaknesses: markers are known only to the process that made them. A subclass that overrides a field's type needs a
comment for pyright, as `AwsResource.account` has. `workspace` and `resource` know accounts as protocols only, so the
engine casts them to what it needs (`engine/lifecycle.py`, `Provider`).
"""
