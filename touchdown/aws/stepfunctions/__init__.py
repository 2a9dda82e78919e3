"""Step Functions: state machines, whose states call functions and other services.

    state_machine.py   the type: its fields, and the calls that make, change and delete a state machine
    live.py            state machines as AWS has them; changing.py: the calls that make, change and delete them
    definition.py      a definition from a mapping or a file, with `${Name}` filled in
    states.py          the states of a definition, wherever they are nested
    shape.py           what AWS refuses in a definition, told without a call; shape_of_state.py of a single state
    checked.py         what AWS itself says of a definition, where it may be asked
    tasks.py           what the role needs for the tasks of a definition; targets.py: on which resources
    implied.py         the role and the log group that come along
    settings.py        forms of the settings: logging, tracing, encryption
    operations.py      the operations that are called; names.py: their names
    execution.py       starts a state machine, and follows it state by state
    service.py         what is known of the service, as data: waits, error codes, rates

A definition is a value like others: outputs stand in it, and it is compared by meaning, state by state.

Public is what `__all__` names.
"""

from touchdown.aws.stepfunctions.state_machine import StateMachine

__all__ = ["StateMachine"]
