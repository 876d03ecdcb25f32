"""The keys of the board, each from whatever cell has the cursor: a queue, an agent, an alert, something due.

On a line that stands for many records a command first asks which of them it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from models.callbacks import operations as callbacks
from models.complaints.queries import complaint_file
from models.errors import DomainError
from models.events.tables import Subject
from models.i18n import N_, _, ngettext
from models.messages.operations import send_message
from models.people.operations import direct_agent_state
from models.people.permissions import Permission
from models.people.tables import AgentState
from models.reports.behind import agent_ticket_ids, case_ids, due_callback_ids, queue_ticket_ids, waiting_alerts
from models.reports.board import AgentLine, AlertLine, Board, DueLine, QueueLine, QueuesBy, due_lines
from models.site.queries import RegionRow
from models.sla.alerts import acknowledge, pass_on
from screens.board.commands import BOARD
from screens.board.picking import PickDue
from screens.board.rows import BoardRow
from screens.board.tickets import BoardTickets
from screens.complaints import filling, many
from screens.complaints.cases import Case
from screens.dialogs.kept_text import KeptText
from screens.dialogs.reading import Reading
from screens.dialogs.staff import ChooseStaff, staff_lines
from screens.plain import one_line
from screens.ticket.explanation import explanations
from screens.ticket.targets import Target
from screens.ticket.work import BY_ACTION, Targets, TicketWork
from screens.widgets.virtual_table import VirtualTable

Line = QueueLine | AgentLine | AlertLine | DueLine
LISTS = ("queues", "agents", "alerts", "due")
ON_TICKETS = ("ticket.menu", "ticket.assign", "ticket.priority", "ticket.escalate", "ticket.explain", "ticket.claim")
SETTABLE = (AgentState.AVAILABLE, AgentState.WRAP_UP, AgentState.BREAK, AgentState.AWAY)
_ON_OTHERS: dict[Subject, frozenset[str]] = {
    Subject.COMPLAINT: frozenset({"ticket_menu", "ticket_assign", "ticket_priority", "ticket_escalate", "ticket_explain"}),
    Subject.CALLBACK: frozenset({"ticket_menu", "ticket_assign", "ticket_escalate", "ticket_explain"}),
}
"""Which of the tickets' keys mean something for a complaint and for a callback."""
_NAMED = {command.id: command.action for command in BY_ACTION.values()}
_KEYS = frozenset(_NAMED[id_] for id_ in ON_TICKETS)
_OWN = {command.action: command for command in BOARD}


@dataclass(frozen=True)
class Record:
    """A complaint or a callback that a key works on."""

    subject: Subject
    id: int
    label: str


class BoardWork(TicketWork):
    """What the board's keys do; the screen says what is shown."""

    by = QueuesBy.CATEGORY
    shown_region: RegionRow | None = None
    board: Board | None = None

    def table(self, name: str) -> VirtualTable[BoardRow[Any]]:
        """One of the four lists."""
        return self.query_one(f"#{name}", VirtualTable)

    @property
    def named(self) -> bool:
        """Whether people's names may be shown; a wall screen shows none."""
        return self.actor.may(Permission.VIEW_TICKETS)

    # What a key works on

    def _focused(self) -> VirtualTable[BoardRow[Any]] | None:
        return next((self.table(name) for name in LISTS if self.table(name).has_focus), None)

    def line(self) -> Line | None:
        """The line under the cursor of the list that has the focus."""
        table = self._focused()
        return table.row.line if table is not None and table.row is not None else None

    def _chosen(self) -> list[Line]:
        table = self._focused()
        return [row.line for row in table.chosen()] if table is not None else []

    def targets(self) -> Targets:
        """The tickets of the marked alerts, else of the one under the cursor; elsewhere none."""
        found = {}
        for line in self._chosen():
            part = line.ticket if isinstance(line, AlertLine) else None
            if isinstance(line, AlertLine) and part is not None:
                found[line.subject_id] = Target(
                    line.subject_id, line.label, part.version, part.status, part.priority, part.owned, ""
                )
        return tuple(found.values())

    def _records(self) -> tuple[Record, ...]:
        """The chosen complaints or callbacks, of the kind that stands under the cursor."""
        line = self.line()
        if not isinstance(line, AlertLine | DueLine):
            return ()
        found = (Record(one.subject, one.subject_id, one.label) for one in self._chosen() if isinstance(one, AlertLine | DueLine))
        return tuple(dict.fromkeys(record for record in found if record.subject is line.subject))

    def _subject(self) -> Subject | None:
        """What kind of record the line under the cursor stands for; None where it stands for nothing that is open."""
        match self.line():
            case QueueLine() as line:
                return line.subject if line.open else None
            case AgentLine() as line:
                return Subject.TICKET if line.in_hand else None
            case AlertLine() | DueLine() as line:
                return line.subject
        return None

    def _behind(self, line: Line) -> Callable[[], list[int]]:
        """The question for the ids of the records behind a line."""
        region_id = self.shown_region.id if self.shown_region else None
        match line:
            case AgentLine():
                return partial(agent_ticket_ids, line.staff_id)
            case QueueLine(subject=Subject.TICKET):
                return partial(queue_ticket_ids, self.by, line.group_id, region_id=region_id)
            case QueueLine(subject=Subject.COMPLAINT):
                return partial(case_ids, region_id=region_id)
            case QueueLine():
                return partial(due_callback_ids, region_id=region_id)
            case AlertLine() | DueLine():
                return lambda: [line.subject_id]

    # Which keys work

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command shows and works where the line under the cursor and the person's role allow it."""
        if action in _OWN:
            return self._own_works(action)
        if action not in _KEYS:
            return super().check_action(action, parameters)
        subject = self._subject() if self.desk.actor is not None and self.named else None
        if subject is None or not BY_ACTION[action].allowed(self.desk.actor):
            return False
        if subject is not Subject.TICKET:
            return action in _ON_OTHERS[subject]
        return isinstance(self.line(), QueueLine | AgentLine) or super().check_action(action, parameters)

    def _own_works(self, action: str) -> bool:
        if self.desk.actor is None or not _OWN[action].allowed(self.desk.actor):
            return False
        if action == "board_acknowledge":
            return self._subject() is not None and any(
                not isinstance(line, AlertLine) or line.waiting_ids for line in self._chosen()
            )
        return action not in ("board_message", "board_state") or self.line() is not None

    def keys_may_differ(self) -> None:
        """Another line: shows the keys that work now."""
        self.refresh_bindings()

    # Tickets, complaints and callbacks

    def _work(self, work: Callable[[Targets], Coroutine[Any, Any, None]]) -> None:
        line = self.line()
        if isinstance(line, QueueLine | AgentLine) and self._subject() is Subject.TICKET:
            self.start(self._picked(line, work))
        else:
            super()._work(work)

    async def _picked(self, line: QueueLine | AgentLine, work: Callable[[Targets], Coroutine[Any, Any, None]]) -> None:
        """Asks first which of the tickets behind a line it is for."""
        picked = BoardTickets(one_line(line.name), self._behind(line), purpose=_("Which tickets?"))
        targets: Targets | None = await self.desk.push_screen_wait(picked)
        if targets:
            await work(targets)

    def _with_records(self, work: Callable[[tuple[Record, ...]], Coroutine[Any, Any, None]]) -> bool:
        """Does it for the complaints or callbacks that are meant, whether there are such."""
        subject, line = self._subject(), self.line()
        if subject is None or subject is Subject.TICKET:
            return False
        self.start(self._pick_due(subject, work) if isinstance(line, QueueLine) else work(self._records()))
        return True

    async def _pick_due(self, subject: Subject, work: Callable[[tuple[Record, ...]], Coroutine[Any, Any, None]]) -> None:
        region_id = self.shown_region.id if self.shown_region else None
        lines = await self.desk.door.ask(partial(due_lines, subject, region_id=region_id, limit=200))
        title = _("Which callbacks?") if subject is Subject.CALLBACK else _("Which complaints?")
        picked = await self.desk.push_screen_wait(PickDue(title, lines, self.desk.zone))
        if picked:
            await work(tuple(Record(line.subject, line.subject_id, line.label) for line in picked))

    def action_ticket_assign(self) -> None:
        """Makes somebody else responsible."""
        if not self._with_records(self._hand_over):
            super().action_ticket_assign()

    async def _hand_over(self, records: tuple[Record, ...]) -> None:
        if records[0].subject is Subject.COMPLAINT:
            await many.give(self, [await self._case(record) for record in records], self.worked_on)
            return
        lines = await self.desk.door.ask(staff_lines, self.actor.region_id)
        staff_id = await self.desk.push_screen_wait(ChooseStaff(_about(records, _("Who is to take it?")), lines))
        if staff_id is not None:
            name = next(line.choice.name for line in lines if line.id == staff_id)
            done = N_("{what}: assigned to {name}.")
            give = lambda record: partial(callbacks.hand_over, record.id, staff_id)  # noqa: E731
            await self._each(records, give, done, name=one_line(name))

    def action_ticket_escalate(self) -> None:
        """Tells the next level: a ticket's and a callback's by an alert, a case rises itself."""
        if not self._with_records(self._rise):
            super().action_ticket_escalate()

    async def _rise(self, records: tuple[Record, ...]) -> None:
        if records[0].subject is Subject.COMPLAINT:
            for record in records:
                await filling.escalate(self, await self._case(record), worked_on=self._look_anew)
            return
        key = f"{self.actor.staff_id}:escalate:{records[0].subject.value}:{records[0].id}"
        question = _about(records, _("Why must the next level hear of it?"))
        text = await self.desk.push_screen_wait(KeptText(question, kept=self.desk.unsent, key=key))
        if text is not None and await self._each(
            records, lambda record: partial(pass_on, record.subject, record.id, text), N_("{what}: escalated.")
        ):
            self.desk.unsent.pop(key, None)

    def action_ticket_priority(self) -> None:
        """Changes a ticket's priority, or how grave and urgent a complaint is."""
        if not self._with_records(self._grade):
            super().action_ticket_priority()

    async def _grade(self, records: tuple[Record, ...]) -> None:
        for record in records:
            await filling.register(self, await self._case(record), worked_on=self._look_anew)

    def action_ticket_explain(self) -> None:
        """Explains the due times."""
        if not self._with_records(self._explain_record):
            super().action_ticket_explain()

    async def _explain_record(self, records: tuple[Record, ...]) -> None:
        shown = await self.desk.door.ask(explanations, records[0].subject, records[0].id)
        await self.desk.push_screen_wait(Reading(_("{number}: why it is due then").format(number=records[0].label), shown))

    async def _case(self, record: Record) -> Case:
        return Case.of(await self.desk.door.ask(complaint_file, record.id))

    async def _each(
        self, records: tuple[Record, ...], deed: Callable[[Record], Callable[..., object]], done: str, **said: str
    ) -> bool:
        """Does it to each, says what was refused, and whether it was done to any."""
        fine = []
        for record in records:
            try:
                await self.desk.door.ask(deed(record), actor=self.actor)
                fine.append(record.label)
            except DomainError as error:
                self.desk.refuse(error)
        if fine:
            self.desk.tell(_(done).format(what=", ".join(fine), **said))
        self._look_anew()
        return bool(fine)

    def _look_anew(self) -> None:
        self.worked_on(frozenset())

    def worked_on(self, done: frozenset[int]) -> None:
        """Shows what was done."""
        for name in LISTS:
            self.table(name).marks.clear()
        self.database_changed()

    # Alerts and people

    def action_board_acknowledge(self) -> None:
        """Takes note of the chosen alerts, or of all that wait behind the line."""
        lines = self._chosen()
        line, subject = self.line(), self._subject()
        if isinstance(line, AlertLine):
            waiting = [id_ for one in lines if isinstance(one, AlertLine) for id_ in one.waiting_ids]
            self.start(self._acknowledge(waiting))
        elif line is not None and subject is not None:
            self.start(self._acknowledge_behind(line, subject))

    async def _acknowledge_behind(self, line: Line, subject: Subject) -> None:
        question = self._behind(line)
        found = await self.desk.door.ask(lambda: waiting_alerts(subject, question()))
        if not found:
            self.desk.tell(_("No alert waits here."))
            return
        asked = ngettext("Acknowledge {count} alert?", "Acknowledge {count} alerts?", len(found)).format(count=len(found))
        if len(found) == 1 or await self.desk.confirm(asked):
            await self._acknowledge(found)

    async def _acknowledge(self, ids: Iterable[int]) -> None:
        for alert_id in ids:
            await self.desk.door.ask(acknowledge, alert_id, actor=self.actor)
        self._look_anew()
        self.desk.session.read_status()

    async def _person(self, line: Line, question: str) -> tuple[int, str] | None:
        """The agent of a line, the one who has its record, or whoever is picked."""
        if isinstance(line, AgentLine):
            return line.staff_id, one_line(line.name)
        lines = await self.desk.door.ask(staff_lines, None)
        names = {staff.id: one_line(staff.choice.name) for staff in lines}
        owner_id = line.owner_id if isinstance(line, AlertLine | DueLine) else None
        if owner_id not in names:
            owner_id = await self.desk.push_screen_wait(ChooseStaff(question, lines))
        return None if owner_id is None else (owner_id, names[owner_id])

    def action_board_message(self) -> None:
        """Sends a line to an agent."""
        line = self.line()
        if line is not None:
            self.start(self._send(line))

    async def _send(self, line: Line) -> None:
        person = await self._person(line, _("Message to whom?"))
        if person is None:
            return
        staff_id, name = person
        key = f"{self.actor.staff_id}:message:{staff_id}"
        question = _("Message to {name}").format(name=name)
        asked = KeptText(question, kept=self.desk.unsent, key=key, lines=False, limit=240)
        text = await self.desk.push_screen_wait(asked)
        if text is not None:
            await self.desk.door.ask(send_message, staff_id, text, actor=self.actor)
            self.desk.unsent.pop(key, None)
            self.desk.tell(_("Sent to {name}.").format(name=name))

    def action_board_state(self) -> None:
        """Sets what an agent is doing."""
        line = self.line()
        if line is not None:
            self.start(self._set_state(line))

    async def _set_state(self, line: Line) -> None:
        person = await self._person(line, _("Whose state?"))
        if person is None:
            return
        staff_id, name = person
        options = [(state, state.label) for state in SETTABLE]
        present = line.state if isinstance(line, AgentLine) else None
        chosen = await self.desk.choose(_("State of {name}").format(name=name), options, chosen=present)
        if chosen is not None:
            await self.desk.door.ask(direct_agent_state, staff_id, chosen, actor=self.actor)
            self.desk.tell(_("{name}: {state}.").format(name=name, state=chosen.label))


def _about(records: tuple[Record, ...], question: str) -> str:
    """What a command works on, for the head of a dialog."""
    numbers = ", ".join(record.label for record in records[:6])
    return f"{numbers}{' ..' if len(records) > 6 else ''}\n{question}"
