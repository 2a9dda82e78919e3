"""Makes the changes of a plan: those that don't need each other at the same time, up to a bound.

A change that fails silences those that need it; all others are still made. After an interruption, changes in flight are
finished, and nothing new begins. The result lists the changes that are left; applying again goes on from there.

Weakness: a change whose thread is being started at the very moment of an interruption is made, but listed as not tried.
"""

from __future__ import annotations

import graphlib
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

import attrs

from touchdown.engine.account_context import account_context
from touchdown.engine.change import Action, Change, Plan
from touchdown.engine.events import Event, Failed, Finished, Report, Started, Stopping, Written, about, silent
from touchdown.engine.ignored import as_observed
from touchdown.engine.lifecycle import Lifecycle, Outputs, Provider, Step, Values
from touchdown.engine.observed import value_of
from touchdown.engine.order import is_gate, needs_of
from touchdown.engine.scheduling import Kind, Scheduler
from touchdown.engine.threads import threads
from touchdown.model.errors import DeclarationError, TouchdownError
from touchdown.model.output import Output, has_unknown, reveal, substitute
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace

PARALLEL = 32

_LOOK = 0.5
"""Seconds between two looks for an interruption. A wait without a timeout misses an interruption that comes just as the
wait begins, and on Windows every interruption."""


@attrs.frozen
class Failure:
    """A change that failed."""

    change: Change
    error: Exception
    begun: bool = False
    """Whether a part of it was written, or may have been."""


@attrs.frozen
class Applied:
    """The result of applying a plan."""

    done: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    not_tried: tuple[Change, ...] = ()
    interrupted: bool = False
    outputs: Mapping[str, Outputs] = attrs.field(factory=dict[str, Outputs])
    """By address, the outputs of what exists now."""

    @property
    def complete(self) -> bool:
        """Whether all changes are made. An interrupt that comes when all are in flight leaves nothing out."""
        return not self.failures and not self.not_tried


def apply_plan(workspace: BaseWorkspace, plan: Plan, *, report: Report = silent, parallel: int = PARALLEL) -> Applied:
    """Makes the changes of a plan that was made in this process."""
    return Applying(workspace, plan, report).run(parallel)


class Applying:
    """A run over a plan."""

    def __init__(self, workspace: BaseWorkspace, plan: Plan, report: Report) -> None:
        self.workspace = workspace
        self.plan = plan
        self._report = report
        self.written: set[str] = set()
        self.outputs: dict[str, Outputs] = {}
        self.in_flight: dict[str, Change] = {}
        self.landed = threading.Condition()
        self._over: queue.SimpleQueue[Future[tuple[Change, bool]]] = queue.SimpleQueue()
        self.done: list[Change] = []
        self.failures: list[Failure] = []
        self.interrupted = False
        self.managed_by = self._managed_by()
        self.needs = needs_of(plan.to_do, self._lifecycle, self.managed_by)
        self.order = graphlib.TopologicalSorter(self.needs)
        self.silenced: set[str] = set()
        """The addresses of changes that failed, and of those that need them."""

    def report(self, event: Event) -> None:
        if isinstance(event, Written):
            self.written.add(event.address)
        self._report(event)

    def run(self, parallel: int) -> Applied:
        self.order.prepare()
        with threads(parallel, "apply") as pool:
            try:
                self._make_all(pool, max(1, parallel))
            except KeyboardInterrupt:
                self._stop(pool)
        failed = {failure.change.address: failure for failure in self.failures}
        tried = failed.keys() | {change.address for change in self.done}
        left = tuple(change for change in self.plan.to_do if change.address not in tried)
        in_order = tuple(failed[change.address] for change in self.plan.to_do if change.address in failed)
        return Applied(tuple(self.done), in_order, left, self.interrupted, dict(self.outputs))

    def _make_all(self, pool: ThreadPoolExecutor, parallel: int) -> None:
        """Begins no more changes than there are threads; which change is next is decided when a thread is free."""
        turns = Scheduler()
        turns.add(self._ready())
        while True:
            while turns.in_flight < parallel and (address := turns.take()):
                self._submit(pool, address)
            if not turns.in_flight:
                return
            try:
                change, made = self._over.get(timeout=_LOOK).result()
            except queue.Empty:
                continue
            turns.over(self._kind(change.address))
            self._end(change.address, made=made)
            turns.add(self._ready())

    def _submit(self, pool: ThreadPoolExecutor, address: str) -> None:
        # Waiting for all futures would look at each of them whenever any is done.
        pool.submit(self._make, self.plan.by_address[address]).add_done_callback(self._over.put)

    def _ready(self) -> Iterator[tuple[Kind, str]]:
        """The changes that wait for nothing any more, each with its kind."""
        while ready := self.order.get_ready():
            for address in ready:
                if is_gate(address):
                    self.order.done(address)
                elif self.needs[address] & self.silenced:
                    self._end(address, made=False)
                else:
                    yield self._kind(address), address

    def _end(self, address: str, *, made: bool) -> None:
        """The change is over, which gates wait for; if it wasn't made, those that need it are silenced."""
        if not made:
            self.silenced.add(address)
        self.order.done(address)

    def _kind(self, address: str) -> Kind:
        return address.partition("/")[0], self._rank(self.plan.by_address[address])

    def _stop(self, pool: ThreadPoolExecutor) -> None:
        """Waits for the changes in flight, unless this wait is interrupted as well."""
        self.interrupted = True
        pool.shutdown(wait=False, cancel_futures=True)
        self.report(Stopping(tuple(self.in_flight)))
        with self.landed:
            while self.in_flight:
                self.landed.wait(_LOOK)

    def _make(self, change: Change) -> tuple[Change, bool]:
        """Makes a change, and says whether that went well.

        The result is stored here, in a thread of its own, where no interruption can come in between.
        """
        self.in_flight[change.address] = change
        try:
            self._make_and_report(change)
        except Exception as error:
            self.failures.append(Failure(change, error, change.address in self.written))
            return change, False
        else:
            self.done.append(change)
            return change, True
        finally:
            with self.landed:
                del self.in_flight[change.address]
                self.landed.notify()

    def _make_and_report(self, change: Change) -> None:
        began = time.monotonic()
        self.report(Started(change.address, change.action))
        try:
            with account_context(self.workspace, change.address):
                self.outputs[change.address] = self._execute(change)
        except Exception as error:
            if isinstance(error, TouchdownError) and error.where is None and change.resource is not None:
                error.where = change.resource.where
            self.report(Failed(change.address, change.action, error))
            raise
        self.report(Finished(change.address, change.action, time.monotonic() - began))

    def _execute(self, change: Change) -> Outputs:
        lifecycle = self._lifecycle(change)
        workspace = cast(str, self.plan.workspace)
        step: Step[Any, Any] = Step(
            change, self._provider(change.address), workspace, {}, about(change.address, self.report)
        )
        if change.action is Action.DELETE:
            lifecycle.delete(step)
            return {}
        if change.action is Action.LET_GO:
            assert lifecycle.let_go is not None  # who keeps lets go
            lifecycle.let_go(step)
            return {}
        resource = cast(Resource, change.resource)
        values = self._desired(resource, lifecycle)
        if change.action is Action.REPLACE:
            lifecycle.delete(attrs.evolve(step, values=values))
        else:
            values = as_observed(resource, values, change.observed)
        step = attrs.evolve(step, values=values)
        if change.action in (Action.CREATE, Action.REPLACE):
            return lifecycle.create(step)
        return lifecycle.update(step)

    def _desired(self, resource: Resource, lifecycle: Lifecycle) -> Values:
        """The declared values, all known by now, and checked against what AWS allows."""
        values = substitute(dict(lifecycle.desired(resource)), self._resolve)
        if has_unknown(values):
            raise DeclarationError(f"A value of {resource.address} is still unknown.", where=resource.where)
        values = reveal(values)
        problems = lifecycle.wrong(resource, values)
        if problems:
            raise DeclarationError(f"{resource.address}: {problems[0]}", where=resource.where)
        return values

    def _resolve(self, output: Output) -> str | None:
        resource = output.resource
        address = self.managed_by.get(resource.address, resource.address)
        if output.attribute in self.outputs.get(address, {}):
            return self.outputs[address][output.attribute]
        change = self.plan.by_address.get(address)  # None for what is out of sight, and needn't be made first
        return value_of(output, self._provider(resource.address).place(), change.observed if change else None)

    def _managed_by(self) -> dict[str, str]:
        """For resources that are declared in several accounts, the address that changes them."""
        to_do = {change.address for change in self.plan.to_do}
        return {one.address: one.managed_by for one in self.plan.changes if one.managed_by in to_do}

    def _rank(self, change: Change) -> int:
        return self._lifecycle(change).rank

    def _lifecycle(self, change: Change) -> Lifecycle:
        kind = change.resource.TYPE if change.resource is not None else change.observed.type if change.observed else ""
        return self._provider(change.address).lifecycle(kind)

    def _provider(self, address: str) -> Provider:
        return cast(Provider, self.workspace.accounts[address.partition("/")[0]])
