"""The commands that work on tickets, for every screen that shows some: one that is open, or the chosen rows of a list."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import N_, _, ngettext
from models.later import later
from models.tickets.tables import HoldReason
from screens.commands import COMMANDS, Scope
from screens.desk import DeskScreen
from screens.plain import one_line
from screens.ticket.targets import Standing, Target, possible, standing
from screens.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from models.presence import operations as presence
    from models.sla import alerts
    from models.tickets import operations, queries
    from screens import many
    from screens.dialogs import kept_text, priority, reading, staff
    from screens.ticket import correcting, explanation, settling, telling
else:
    presence = later("models.presence.operations")
    alerts = later("models.sla.alerts")
    operations, queries = later("models.tickets.operations"), later("models.tickets.queries")
    many = later("screens.many")
    kept_text, priority = later("screens.dialogs.kept_text"), later("screens.dialogs.priority")
    reading, staff = later("screens.dialogs.reading"), later("screens.dialogs.staff")
    explanation, telling = later("screens.ticket.explanation"), later("screens.ticket.telling")
    correcting, settling = later("screens.ticket.correcting"), later("screens.ticket.settling")

Targets = tuple[Target, ...]

LATEST = 6
"""How many entries of the timeline are shown where a colleague came first."""

BY_ACTION = {command.action: command for command in COMMANDS if command.scope is Scope.TICKET}


@lru_cache(maxsize=256)
def _possible_now(standing: frozenset[Standing], one: bool) -> frozenset[str]:
    """The actions that make sense, found out once for tickets that stand alike: asked at each step of a cursor."""
    return frozenset(action for action in BY_ACTION if possible(action, standing, one))


@dataclass(frozen=True)
class Deed:
    """Something done to tickets: the sentence that tells of it ({what} and what `said` holds), the operation, its arguments.

    A deed that is not `versioned` only adds something, so a colleague's change in between doesn't matter. One that `sets` the
    priority, the owner or the category, its first argument, collides only with another one that set the same.
    """

    done: str
    call: Callable[..., object]
    arguments: tuple[Any, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    versioned: bool = True
    sets: str = ""

    def told(self, what: str) -> str:
        """The sentence in the reader's language."""
        return _(self.done).format(what=what, **self.said)


class TicketWork(DeskScreen):
    """A screen whose keys work on tickets; it says which, and is told which were worked on.

    What a command works on is fixed when its key is pressed: rows that move while a dialog is open change nothing.
    """

    def targets(self) -> Targets:
        """The tickets that a command works on now."""
        return ()

    def standing(self) -> tuple[frozenset[Standing], bool]:
        """How the tickets stand that a command works on now, and whether it is one only."""
        targets = self.targets()
        return frozenset(standing(target.status, target.owned) for target in targets), len(targets) == 1

    def worked_on(self, done: frozenset[int]) -> None:
        """Called after a command with the ids of the tickets that it was done to."""

    # Which keys work

    _possible_now: frozenset[str] = frozenset()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command shows and works where the tickets' states and the person's role allow it."""
        command = BY_ACTION.get(action)
        if command is None:
            return super().check_action(action, parameters)
        return self.desk.actor is not None and command.allowed(self.desk.actor) and possible(action, *self.standing())

    def keys_may_differ(self) -> None:
        """Another ticket or another state: shows the keys that work now."""
        now = _possible_now(*self.standing())
        if now != self._possible_now:
            self._possible_now = now
            for line in self.query(KeyLine):
                line.update_keys(now)

    def action_ticket_menu(self) -> None:
        """Lists what can be done to the tickets, to be picked by digit or by its key: works with an input method on."""
        self.start(self._menu())

    async def _menu(self) -> None:
        options = [
            (action, command.name())
            for action, command in BY_ACTION.items()
            if action != "ticket_menu" and self.check_action(action, ())
        ]
        keys = {action: self.desk.own_keys.of(BY_ACTION[action]) for action, _name in options}
        action = await self.desk.choose(self._about(_("What is to be done?"), self.targets()), options, keys=keys)
        if action is not None:
            await self.run_action(action)

    # How a command is done

    def _work(self, work: Callable[[Targets], Coroutine[Any, Any, None]]) -> None:
        targets = self.targets()
        if targets and not self.must_look_again():
            self.start(work(targets))

    def must_look_again(self) -> bool:
        """Whether what the key would work on has only just taken the place of something else; the screen says so."""
        return False

    def _about(self, question: str, targets: Targets) -> str:
        return f"{what(targets)}\n{question}"

    async def _do(self, targets: Targets, deed: Deed) -> bool:
        """Does it to one ticket or to many, and says honestly what became of each; whether it was done to any.

        A colleague's change in between is shown first, and the person may try again. Raises DomainError.
        """
        if len(targets) > 1:
            return await self._do_to_many(targets, deed)
        target = targets[0]
        version = target.version if deed.versioned else None
        while True:
            try:
                await self.desk.door.ask(deed.call, target.id, *deed.arguments, actor=self.actor, expected_version=version)
                break
            except DomainError as error:
                if error.fault is not Fault.STALE or version is None:
                    raise
                version = await self._version_after(target, deed, error)
                if version is None:
                    return False
        self.desk.tell(deed.told(target.number))
        self.worked_on(frozenset({target.id}))
        return True

    async def _do_to_many(self, targets: Targets, deed: Deed) -> bool:
        ids = [target.id for target in targets]
        return await many.do_to_many(
            self,
            Subject.TICKET,
            ids,
            deed.call,
            *deed.arguments,
            told=lambda count: deed.told(count_of(count)),
            worked_on=self.worked_on,
        )

    async def _version_after(self, target: Target, deed: Deed, error: DomainError) -> int | None:
        """Shows what a colleague changed, where that matters; the ticket's present version where it is to be tried again."""
        if deed.sets:
            name = next(iter(deed.said.values()), "")
            return await settling.settle(self, target, deed.sets, deed.arguments[0], name, error)
        file, timeline = await self.desk.door.ask(_read, target.id)
        shown = telling.changes_shown(timeline, self.desk.zone)
        again = await self.desk.push_screen_wait(reading.Reading(error.message(), shown, retry=True))
        return file.version if again else None

    async def _do_with_text(self, targets: Targets, name: str, question: str, deed: Deed) -> None:
        """Asks for a text first, the deed's first argument; it is kept until it has been saved."""
        key = ":".join([str(self.actor.staff_id), name, *(str(target.id) for target in targets)])
        kept = self.desk.unsent
        editing = presence.Opened(Subject.TICKET, targets[0].id, editing=True) if len(targets) == 1 else None
        asked = kept_text.KeptText(self._about(question, targets), kept=kept, key=key, open_record=editing)
        text = await self.desk.push_screen_wait(asked)
        if text is not None and await self._do(targets, replace(deed, arguments=(text,))):
            kept.pop(key, None)

    # The commands

    def action_ticket_claim(self) -> None:
        """Makes the person responsible."""
        self._simply(Deed(N_("{what}: yours now."), operations.claim))

    def action_ticket_start(self) -> None:
        """Begins the work."""
        self._simply(Deed(N_("{what}: in progress."), operations.start))

    def action_ticket_resume(self) -> None:
        """Ends the hold."""
        self._simply(Deed(N_("{what}: work goes on."), operations.resume))

    def action_ticket_contacted(self) -> None:
        """Records that the customer was spoken to."""
        self._simply(Deed(N_("{what}: contact recorded."), operations.record_contact))

    def action_ticket_accept(self) -> None:
        """Records the customer's acceptance."""
        self._simply(Deed(N_("{what}: accepted and resolved."), operations.accept))

    def action_ticket_close(self) -> None:
        """Closes what is resolved."""
        self._simply(Deed(N_("{what}: closed."), operations.close))

    def _simply(self, deed: Deed) -> None:
        async def done(targets: Targets) -> None:
            await self._do(targets, deed)

        self._work(done)

    def action_ticket_respond(self) -> None:
        """Records a reply to the customer."""
        self._with_text("respond", N_("What was the customer told?"), Deed(N_("{what}: reply recorded."), operations.respond))

    def action_ticket_note(self) -> None:
        """Adds an internal note."""
        self._with_text("note", N_("Internal note"), Deed(N_("{what}: note added."), operations.add_note, versioned=False))

    def action_ticket_resolve(self) -> None:
        """Resolves with the solution's text."""
        self._with_text("resolve", N_("How was it solved?"), Deed(N_("{what}: resolved."), operations.resolve))

    def action_ticket_offer(self) -> None:
        """Offers the work for acceptance."""
        deed = Deed(N_("{what}: offered."), operations.offer_for_acceptance)
        self._with_text("offer", N_("What was done, for the customer to accept?"), deed)

    def action_ticket_rework(self) -> None:
        """Sends the work back."""
        self._with_text("rework", N_("Why was it not accepted?"), Deed(N_("{what}: sent back."), operations.rework))

    def action_ticket_reopen(self) -> None:
        """Takes the work up again."""
        self._with_text("reopen", N_("Why is it reopened?"), Deed(N_("{what}: reopened."), operations.reopen))

    def _with_text(self, name: str, question: str, deed: Deed) -> None:
        self._work(lambda targets: self._do_with_text(targets, name, _(question), deed))

    def action_ticket_cancel(self) -> None:
        """Gives the ticket up, after a reason and a question."""
        self._work(self._cancel)

    async def _cancel(self, targets: Targets) -> None:
        question = self._about(_("Cancel for good? The clocks no longer count."), targets)
        if await self.desk.confirm(question, danger=True):
            deed = Deed(N_("{what}: cancelled."), operations.cancel)
            await self._do_with_text(targets, "cancel", _("Why is it cancelled?"), deed)

    def action_ticket_hold(self) -> None:
        """Puts the work on hold."""
        self._work(self._hold)

    async def _hold(self, targets: Targets) -> None:
        options = [(reason, reason.label) for reason in HoldReason]
        reason = await self.desk.choose(self._about(_("What does it wait for?"), targets), options)
        if reason is not None:
            await self._do(targets, Deed(N_("{what}: on hold."), operations.hold, (reason,)))

    def action_ticket_assign(self) -> None:
        """Makes somebody else responsible."""
        self._work(self._assign)

    async def _assign(self, targets: Targets) -> None:
        lines = await self.desk.door.ask(staff.staff_lines, self.actor.region_id)
        staff_id = await self.desk.push_screen_wait(staff.ChooseStaff(self._about(_("Who is to take it?"), targets), lines))
        if staff_id is not None:
            name = next(line.choice.name for line in lines if line.id == staff_id)
            done = N_("{what}: assigned to {name}.")
            await self._do(targets, Deed(done, operations.assign, (staff_id,), said={"name": one_line(name)}, sets="owner"))

    def action_ticket_priority(self) -> None:
        """Changes the priority, its effect on the due times shown first."""
        self._work(self._priority)

    async def _priority(self, targets: Targets) -> None:
        effects = await self.desk.door.ask(priority.previews, targets[0].id) if len(targets) == 1 else {}
        dialog = priority.ChoosePriority(self._about(_("Which priority?"), targets), targets[0].priority, effects, self.desk.zone)
        change = await self.desk.push_screen_wait(dialog)
        if change is not None and (len(targets) > 1 or change.priority is not targets[0].priority):
            said = {"priority": change.priority.label}
            arguments = (change.priority, change.reason)
            done = N_("{what}: priority {priority}.")
            await self._do(targets, Deed(done, operations.change_priority, arguments, said=said, sets="priority"))

    def action_ticket_category(self) -> None:
        """Files the ticket under another category."""
        self._work(self._category)

    async def _category(self, targets: Targets) -> None:
        known = await self.desk.door.ask(queries.categories)
        if len(targets) == 1:
            targets = (Target.of(await self.desk.door.ask(queries.ticket_file, targets[0].id)),)
        options = [(row.id, one_line(row.name)) for row in known]
        question = self._about(_("Which category? The due times are counted anew from the start."), targets)
        chosen = await self.desk.choose(question, options, chosen=targets[0].category_id)
        if chosen is not None and (len(targets) > 1 or chosen != targets[0].category_id):
            said = {"category": dict(options)[chosen]}
            done = N_("{what}: category {category}.")
            await self._do(targets, Deed(done, operations.change_category, (chosen,), said=said, sets="category"))

    def action_ticket_correct(self) -> None:
        """Corrects what was taken down."""
        self._work(self._correct)

    async def _correct(self, targets: Targets) -> None:
        if await correcting.correct(self, targets[0].id, self._about(_("Correct the ticket"), targets)):
            self.worked_on(frozenset({targets[0].id}))

    def action_ticket_escalate(self) -> None:
        """Tells the next level, with a reason."""
        deed = Deed(N_("{what}: escalated."), _escalate, versioned=False)
        self._with_text("escalate", N_("Why must the next level hear of it?"), deed)

    def action_ticket_merge(self) -> None:
        """Ends doubles in favour of one ticket."""
        self._work(self._merge)

    async def _merge(self, targets: Targets) -> None:
        options = [(target.id, f"{target.number}  {one_line(target.customer_name)}") for target in targets]
        if len(targets) == 1:
            options = await self.desk.door.ask(_alike, targets[0].id)
        if not options:
            self.desk.tell(_("No other open ticket of this customer. Mark the doubles with Space, then merge."))
            return
        keep = await self.desk.choose(self._about(_("Which ticket is kept? The others end as its doubles."), targets), options)
        doubles = tuple(target for target in targets if target.id != keep)
        if keep is not None and await self.desk.confirm(self._about(_("Merge? This can't be undone."), doubles), danger=True):
            await self._do(doubles, Deed(N_("{what}: merged."), _merge_into, (keep,)))

    def action_ticket_explain(self) -> None:
        """Explains the due times."""
        self._work(self._explain)

    async def _explain(self, targets: Targets) -> None:
        shown = await self.desk.door.ask(explanation.explanations, Subject.TICKET, targets[0].id)
        title = _("{number}: why it is due then").format(number=targets[0].number)
        await self.desk.push_screen_wait(reading.Reading(title, shown))


def what(targets: Targets) -> str:
    """What a command works on, for the head of a dialog: a number with its customer, or how many and which."""
    if len(targets) == 1:
        return f"{targets[0].number}  {one_line(targets[0].customer_name)}".rstrip()
    numbers = ", ".join(target.number for target in targets[:6])
    return f"{count_of(len(targets))}: {numbers}" + (" .." if len(targets) > 6 else "")


def count_of(count: int) -> str:
    """So many tickets, in words."""
    return ngettext("{count} ticket", "{count} tickets", count).format(count=count)


def _escalate(ticket_id: int, reason: str, **named: Any) -> None:
    named.pop("expected_version", None)
    alerts.pass_on(Subject.TICKET, ticket_id, reason, **named)


def _read(ticket_id: int) -> tuple[queries.TicketFile, list[queries.TimelineRow]]:
    return queries.ticket_file(ticket_id), queries.ticket_timeline(ticket_id, limit=LATEST)


def _alike(ticket_id: int) -> list[tuple[int, str]]:
    """The customer's other open tickets, those on the same product first."""
    file = queries.ticket_file(ticket_id)
    if file.customer is None:
        return []
    same = queries.open_tickets_like(file.customer.id, file.product.id) if file.product else []
    others = [row for row in queries.open_tickets_like(file.customer.id, None) if row not in same]
    found = [row for row in (*same, *others) if row.id != ticket_id]
    return [(row.id, f"{row.number}  {row.status.label}  {one_line(row.problem)[:60]}") for row in found]


def _merge_into(gone: int, keep: int, **named: Any) -> None:
    operations.merge_tickets(keep, gone, **named)
