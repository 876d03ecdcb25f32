"""Who sits at the desk: beginning and ending a sign-in, the lock, the person's language, figures and alerts."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from models import clock
from models.errors import DomainError, Fault
from models.events.tables import EVERYTHING, Subject
from models.i18n import Language, _, current_language, use_language
from models.later import import_all, later
from models.people.permissions import WALL_SCREEN, Actor, Permission
from models.people.queries import other_desks
from models.people.tables import AgentState
from models.site.queries import setting
from screens.alert_watch import AlertWatch, PromiseWatch
from screens.commands import EVERYWHERE
from screens.own_password import OwnPassword
from screens.plain import one_line
from screens.status import DeskStatus, Figures, read_figures
from screens.themes import Colours

if TYPE_CHECKING:
    from models.calls import replay
    from models.calls.journal import KeptDraft
    from models.messages import operations as messaging
    from models.messages.queries import MessageRow
    from models.people import operations as people
    from models.site import settings
    from models.tickets import queries as tickets
    from screens.customers import account
    from screens.desk import DeskApp
else:
    replay = later("models.calls.replay")
    settings = later("models.site.settings")
    messaging = later("models.messages.operations")
    people = later("models.people.operations")
    tickets = later("models.tickets.queries")
    account = later("screens.customers.account")

_PERSONAL = {command.action: command for command in EVERYWHERE if command.id not in ("app.help", "app.palette", "app.language")}
_WITHOUT_PERSON = ("leave", "colours")
_ON_A_WALL = (*_WITHOUT_PERSON, "board")
"""What a screen that nobody signed in at answers to, beside help, language and the palette."""
MESSAGE_SECONDS = 60.0
FIGURES_SECONDS = 0.06
"""How much later than the rows the status line's figures are read: painted before the rows, they hold them up by two frames."""
FIRST_SCREEN_SECONDS = 0.2
"""So long a person's first screen has the database and the processor for itself."""
_CHOSEN_BY_HAND = (AgentState.AVAILABLE, AgentState.WRAP_UP, AgentState.BREAK)


class Session:
    """The desk's present person; without one only help, language, colours and quitting work."""

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self.locked = False
        self._state_before_lock: AgentState | None = None
        self.password = OwnPassword(desk)
        self._state_said = False
        self._idle_limit: timedelta | None = None
        self._reading = False
        self._read_again = False
        self._changed: frozenset[Subject] = frozenset()
        self._known: tuple[Actor, Figures] | None = None
        """Whose figures were read last, and which; None after a reading that failed."""
        self._alerts = AlertWatch(desk)
        self._promises = PromiseWatch(desk)

    def works(self, action: str) -> bool:
        """Whether a command that works everywhere works now, for this person."""
        command = _PERSONAL.get(action)
        if command is None:
            return True
        if self._desk.actor is None:
            return action in _WITHOUT_PERSON
        if self._on_a_wall:
            return action in _ON_A_WALL
        return not self.locked and command.allowed(self._desk.actor)

    @property
    def open(self) -> bool:
        """Whether a person is at work: signed in and the desk not locked."""
        return self._desk.actor is not None and not self.locked

    @property
    def _on_a_wall(self) -> bool:
        """Whether nobody sits here: a board that was opened without a sign-in."""
        return self._desk.actor is not None and self._desk.actor.staff_id == WALL_SCREEN.staff_id

    # Beginning and ending

    def begin(self, actor: Actor) -> None:
        """Puts a person at the desk: their language, their queue, their figures."""
        desk = self._desk
        self.seat(actor)
        desk.begin_modes()
        desk.show_status(desk.status)
        self._alerts.forget()
        self._promises.forget()
        desk.unsent.begin(actor.staff_id)
        self._state_said = False
        desk.set_timer(FIGURES_SECONDS, self.read_status)
        desk.set_timer(FIRST_SCREEN_SECONDS, partial(self._settle_in, actor))

    def seat(self, actor: Actor) -> None:
        """Settles who sits here, in which language, before a screen of theirs is made."""
        desk = self._desk
        desk.actor = desk.door.reader = actor
        use_language(actor.language)
        desk.status = DeskStatus(site=desk.status.site, number=actor.number, name=actor.name, offline_since=desk.reach.since)

    def _settle_in(self, actor: Actor) -> None:
        """What can wait until the first screen stands."""
        self._desk.run_worker(self._do_what_waited(actor), exit_on_error=False)

    async def _do_what_waited(self, actor: Actor) -> None:
        """Begins once what it needs has been imported, which no key has to wait for."""
        await asyncio.to_thread(import_all)
        desk = self._desk
        if desk.actor is None or desk.actor.staff_id != actor.staff_id:
            return
        if actor.session_id is None and not self._on_a_wall and not self._state_said:
            desk.run_worker(self.record_state(AgentState.AVAILABLE), exit_on_error=False)
        desk.run_worker(self._read_idle_limit(), exit_on_error=False)
        desk.run_worker(self.password.learn(), exit_on_error=False)
        if actor.session_id is not None:
            desk.run_worker(self._tell_other_desks(actor), exit_on_error=False)
        desk.run_worker(self._offer_left_behind(actor), exit_on_error=False)
        desk.run_worker(self._remember_categories(), exit_on_error=False)

    async def _remember_categories(self) -> None:
        self._desk.reach.categories = await self._desk.door.ask_in_background(tickets.categories)

    async def _offer_left_behind(self, actor: Actor) -> None:
        """Offers the calls that this person did not save: of desks that run no more, and of an earlier sign-in at this one.

        Queued calls are handed in only then: one that the database refuses is parked anew and would be offered a second time.
        """
        kept = await _left_behind(self._desk, actor)
        reach = self._desk.reach
        given_back = {draft.client_uuid for draft in reach.given_back}
        reach.try_soon()
        kept = [row for row in kept if row.draft.client_uuid not in given_back]
        if kept:
            await self._desk.rooms.left_behind(self._desk, kept)

    async def _tell_other_desks(self, actor: Actor) -> None:
        """Says where else this person is signed in: it may not be they who sit there."""
        desks = await self._desk.door.ask_in_background(other_desks, actor)
        if desks:
            self._desk.tell(_("You are signed in elsewhere too: {desks}").format(desks=", ".join(map(one_line, desks))))

    async def _read_idle_limit(self) -> None:
        minutes: int = await self._desk.door.ask_in_background(setting, settings.SettingName.IDLE_LOCK_MINUTES)
        self._idle_limit = timedelta(minutes=minutes) if minutes else None

    async def sign_out(self) -> None:
        """Ends the sign-in and shows the sign-in screen; drafts wait for this person's next sign-in."""
        self.keep_drafts()
        await self.record_sign_out()
        await self.end()

    async def record_sign_out(self) -> None:
        """Writes down that the person leaves this desk; a database that is away keeps nobody here. Raises DomainError."""
        actor = self._desk.actor
        if actor is None or actor.session_id is None or self._desk.reach.away:
            return
        try:
            await self._desk.door.ask(people.sign_out, actor)
        except DomainError as error:
            if error.fault is not Fault.DATABASE_AWAY:
                raise
            self._desk.reach.lost()

    async def end(self) -> None:
        """Forgets the person and shows the sign-in screen."""
        self._desk.unsent.end()
        self.password.forget()
        self._desk.actor = self._desk.door.reader = None
        self.locked = False
        self._idle_limit = None
        self._desk.reach.callers.forget()
        self._desk.reach.given_back.clear()
        self._desk.clear_notifications()
        self._desk.show_status(DeskStatus(site=self._desk.status.site, offline_since=self._desk.reach.since))
        await self._desk.end_modes()

    async def leave(self) -> None:
        """Asks, then signs out and ends the program."""
        if await self._desk.confirm(_("End the workstation? Drafts are kept."), danger=True):
            self.keep_drafts()
            await self.record_sign_out()
            self._desk.exit()

    def keep_drafts(self) -> None:
        """Lets every screen hand what is typed to the journal."""
        for screen in self._desk.every_desk_screen():
            screen.keep_draft()
        self._desk.unsent.keep_now()

    # The lock

    def lock(self) -> None:
        """Hides everything until the same person's password is given; the state becomes away."""
        if not self.open:
            return
        self.keep_drafts()
        self.locked = True
        self._state_before_lock = self._desk.status.state
        self._desk.clear_notifications()
        self._desk.push_screen(self._desk.rooms.lock())
        self._desk.run_worker(self.record_state(AgentState.AWAY), exit_on_error=False)
        self._desk.run_worker(self.password.learn(), exit_on_error=False)

    def unlocked(self) -> None:
        """Shows everything as it was; the state is the one before the lock."""
        self.locked = False
        before = self._state_before_lock
        state = before if before not in (None, AgentState.AWAY, AgentState.OFFLINE) else AgentState.AVAILABLE
        self._desk.run_worker(self.record_state(state), exit_on_error=False)
        self.read_status()

    async def choose_state(self) -> None:
        """Lets the person say what they are doing."""
        options = [(state, state.label) for state in _CHOSEN_BY_HAND]
        chosen = await self._desk.choose(_("What are you doing?"), options, chosen=self._desk.status.state)
        if chosen is not None:
            await self.record_state(chosen)

    async def record_state(self, state: AgentState | None) -> None:
        """Writes down what the person is doing; while the database is away only this desk knows."""
        if self._desk.actor is not None and state is not None:
            self._state_said = True
            ask_or = self._desk.reach.ask_or
            since = await ask_or(clock.now, people.set_agent_state, state, actor=self._desk.actor)
            self._desk.show_status(replace(self._desk.status, state=state, since=since))

    async def check_in(self) -> None:
        """Notes that this desk is still there, locks it where nobody typed for long, and ends what was ended elsewhere."""
        actor = self._desk.actor
        if actor is None:
            return
        if self._idle_limit is not None and self._desk.idle_for() >= self._idle_limit:
            self.lock()
        if actor.session_id is not None and not await self._desk.door.ask_in_background(people.keep_session, actor):
            self.keep_drafts()
            await self.end()
            self._desk.tell(_("Your sign-in was ended: by another one, or by the administration. Drafts are kept."))

    # Language and looks

    def switch_language(self) -> None:
        """Shows everything in the other language, and keeps it as the person's own; what is typed stays."""
        language = Language.ENGLISH if current_language() is Language.CHINESE else Language.CHINESE
        use_language(language)
        if self._desk.actor is not None:
            self._desk.actor = replace(self._desk.actor, language=language)
            self._desk.run_worker(self._keep_language(language, self._desk.actor), exit_on_error=False)
        for screen in self._desk.every_screen():
            for node in screen.walk_children(with_self=True):
                change = getattr(node, "language_changed", None)
                if change is not None:
                    change()
            screen.refresh(layout=True)

    async def _keep_language(self, language: Language, actor: Actor) -> None:
        await self._desk.door.ask(people.set_language, language, actor=actor)

    def switch_bell(self) -> None:
        """Turns the bell on or off."""
        self._desk.use_look(replace(self._desk.look, bell=not self._desk.look.bell))
        self._desk.tell(_("The bell is on.") if self._desk.look.bell else _("The bell is off."))

    async def choose_colours(self) -> None:
        """Lets the person choose colours."""
        options = [(colours, _(colours.value)) for colours in Colours]
        chosen = await self._desk.choose(_("Colours"), options, chosen=self._desk.look.colours)
        if chosen is not None:
            self._desk.use_look(replace(self._desk.look, colours=chosen))

    # Figures and alerts

    def read_status(self, changed: frozenset[Subject] = EVERYTHING) -> None:
        """Reads again what records of these kinds say in the status line, and the open alerts.

        Asked for twice while it reads, it reads once more.
        """
        self._changed |= changed
        if self._reading:
            self._read_again = True
        elif self._desk.actor is not None:
            self._reading = True
            self._desk.run_worker(self._read_status(), group="status", exit_on_error=False)

    async def _read_status(self) -> None:
        try:
            self._read_again = True
            while self._read_again and self._desk.actor is not None:
                self._read_again = False
                actor = self._desk.actor
                known = self._known[1] if self._known is not None and self._known[0] is actor else None
                changed, self._changed, self._known = self._changed, frozenset(), None
                figures = await self._desk.door.ask_in_background(read_figures, actor, changed, known)
                self._known = (actor, figures)
                if self._desk.actor is actor or (self._desk.actor and self._desk.actor.staff_id == actor.staff_id):
                    self._take(figures)
        finally:
            self._reading = False

    def _take(self, figures: Figures) -> None:
        self._desk.show_status(
            replace(
                self._desk.status,
                state=figures.state,
                since=figures.since,
                my_open=figures.my_open,
                warnings=figures.warnings,
                breaches=figures.breaches,
                promises=len(figures.promises.due),
            )
        )
        if not self.locked:
            self._alerts.heard(figures.alerts, clock.now())
            self._promises.heard(figures.promises, clock.now())
            if figures.messages:
                self._desk.run_worker(self._show_messages(figures.messages), group="messages", exit_on_error=False)

    async def _show_messages(self, messages: tuple[MessageRow, ...]) -> None:
        """Shows what colleagues sent, each once, on the first of the person's desks; takes neither key nor focus."""
        actor = self._desk.actor
        for message in messages if actor is not None else ():
            if actor is not None and await self._desk.door.ask_in_background(messaging.note_seen, message.id, actor=actor):
                said = f"{one_line(message.sender_name)}: {one_line(message.text)}"
                self._desk.notify(said, title=_("Message"), timeout=MESSAGE_SECONDS, markup=False)


async def _left_behind(desk: DeskApp, actor: Actor) -> list[KeptDraft]:
    """The calls of desks that run no more, and of an earlier sign-in at this one, but for those that were saved all the same."""
    if actor.staff_id is None:
        return []
    with contextlib.suppress(DomainError):
        await account.forget_closed_accounts(desk)
    if not actor.may(Permission.TAKE_CALLS):
        return []
    try:
        kept = await asyncio.to_thread(desk.journal.left_behind, actor.staff_id)
        kept += await asyncio.to_thread(desk.journal.parked, actor.staff_id, desk.desk_id)
        with contextlib.suppress(DomainError):
            kept = await desk.door.ask_in_background(replay.drop_saved, desk.journal, kept) if kept else kept
        return kept
    except DomainError as error:
        desk.refuse(error)
        return []
