"""Call intake: the call in hand, who calls, what they are entitled to, and how the call ends."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Static

from models import clock
from models.calls.drafts import CallDraft
from models.calls.journal import KeptDraft
from models.errors import DomainError
from models.i18n import Language, _, current_language
from models.people.operations import set_agent_state
from models.people.tables import AgentState
from models.tickets.priority import proposed_priority
from models.tickets.queries import CategoryRow, categories
from screens.clock_text import hour_and_minute
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.forms import ChoiceField, Option
from screens.intake.advice import AdviceBox
from screens.intake.call_form import CallForm
from screens.intake.caller import CallerDesk
from screens.intake.calls import Calls, Phase, WhoWaits
from screens.intake.keeper import DraftKeeper
from screens.intake.pick_input import PickInput
from screens.intake.questions import Advice, advice_for, entitled
from screens.intake.saving import Saving
from screens.intake.side import SidePanel
from screens.plain import one_line, plain

PAUSE_SECONDS = 0.5
"""A pause in typing after which the draft is on the disk."""


class IntakeScreen(DeskScreen):
    """The screen of one desk's calls: one in hand, others parked and a key away."""

    SCOPES = (Scope.INTAKE,)
    BINDINGS = bindings(Scope.INTAKE)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    CSS_PATH = "intake.tcss"
    AUTO_FOCUS = "PickInput"

    def __init__(self) -> None:
        super().__init__()
        self.calls = Calls()
        self.form = CallForm()
        self.side = SidePanel()
        self.advice = AdviceBox()
        self.caller = CallerDesk(self)
        self.saving = Saving(self)
        self.categories: list[CategoryRow] = []
        self._keeper: DraftKeeper | None = None
        self._pause: Timer | None = None
        self._language: Language = current_language()

    def compose_body(self) -> ComposeResult:
        """Parked calls, the form beside the caller's card, the advice."""
        yield Static(id="parked", markup=False)
        with Container(id="upper"):
            yield self.form
            yield self.side
        yield self.advice

    def on_mount(self) -> None:
        """Reads what the form offers."""
        self.form.add_class("panel")
        self.side.clear()
        self.start(self._read_categories(), group="categories")

    async def _read_categories(self) -> None:
        self.categories = await self.desk.door.ask(categories)
        self.form.offer_categories([Option(row.id, row.name) for row in self.categories])
        self.form.category.choose(self.calls.current.draft.category_id)

    @property
    def keeper(self) -> DraftKeeper:
        """The way to the journal of the person signed in."""
        staff_id = self.actor.staff_id or 0
        if self._keeper is None or self._keeper.staff_id != staff_id:
            self._keeper = DraftKeeper(self.desk.journal, staff_id=staff_id, desk=self.desk.desk_id)
        return self._keeper

    def ask_quietly(self, work: Callable[[], Coroutine[None, None, None]], *, group: str) -> None:
        """Asks for something that no key waits for; a later question of the same group overtakes it."""
        self.run_worker(cast("Any", work), group=group, exclusive=True, exit_on_error=False)

    # Calls come and go

    def begin_call(self) -> None:
        """The agent answers: a call begins, unless one is in hand or being written up."""
        if not self.calls.current.started:
            self.calls.current.begin()
            self.show_phase()
            self.set_state(AgentState.ON_CALL)

    def take_call(self, number: str) -> None:
        """A call was answered; the one in hand is parked."""
        parked = self.calls.take_new(number)
        if parked is not None:
            self.start(self.keeper.keep(parked.settled(), parked=True), group="journal")
        self.show_call()
        self.set_state(AgentState.ON_CALL)
        if number:
            self.form.number.wished = 0
            self.caller.look_up_now()

    def take_back(self, kept: KeptDraft, others: Sequence[KeptDraft] = ()) -> None:
        """A call of an earlier run of the desk is in hand again, the cursor where the story stopped; `others` are parked."""
        for row in (*others, kept):
            parked = self.calls.adopt(row.draft, kept_at=row.kept_at)
            if parked is not None:
                self.start(self.keeper.keep(parked.settled(), parked=True), group="journal")
        self.show_call()
        self.set_state(AgentState.WRAP_UP)
        self.form.problem.focus()
        self.keep_soon(0)

    def show_call(self) -> None:
        """Fills the screen with the call in hand."""
        self.caller.reset()
        self.advice.show("", Advice(), None)
        self.advice.duplicate.choose(None)
        self.form.fill(self.calls.current.draft)
        self.show_parked()
        self.show_phase()
        self.form.number.focus()
        draft = self.calls.current.draft
        if draft.customer_id is not None:
            self.form.product.expect()
            self.start(self.caller.load_card(), group="look-up", exclusive=True)
        elif draft.number_text:
            self.caller.number_typed()
        self.ask_advice()

    def show_parked(self) -> None:
        """The strip of parked calls, or no strip."""
        parked = self.calls.parked
        strip = self.query_one("#parked", Static)
        strip.set_class(bool(parked), "-shown")
        texts = [
            f"{one_line(call.name)} {hour_and_minute(call.draft.answered_at or clock.now(), self.desk.zone)}" for call in parked
        ]
        strip.update(plain(_("Parked: {calls}   Ctrl+N takes the first one back").format(calls=" | ".join(texts))))

    def show_phase(self) -> None:
        """Where the call in hand stands, in the form's title and in the status line's call timer."""
        call = self.calls.current
        title = _("Call") if call.phase is Phase.IDLE else f"{_('Call')}: {call.phase.label}"
        self.form.border_title = plain(title).plain
        since = call.draft.answered_at if call.phase in (Phase.TALKING, Phase.ON_HOLD) else None
        self.desk.show_status(replace(self.desk.status, call_since=since))

    def set_state(self, state: AgentState) -> None:
        """Records what the agent is doing; the call goes on whatever the answer."""
        if self.desk.status.state is not state:
            self.ask_quietly(partial(self._set_state, state), group="state")

    async def _set_state(self, state: AgentState) -> None:
        since = await self.desk.door.ask(set_agent_state, state, actor=self.actor)
        self.desk.show_status(replace(self.desk.status, state=state, since=since))

    # What is typed and picked

    @on(CallForm.Changed)
    def _changed(self, event: CallForm.Changed) -> None:
        event.stop()
        self.change(self.form.read)
        if event.name == "number":
            self.caller.number_typed()
        elif event.name == "product":
            self.caller.product_typed()
        elif event.name == "caller" and self.calls.current.draft.customer_id is None:
            self.caller.show_matches()
        elif event.name in ("category", "severity", "urgency", "priority"):
            self.ask_advice()
        self.keep_soon(PAUSE_SECONDS if event.name in ("number", "product", "caller", "call_back", "problem") else 0)

    def change(self, change: Callable[[CallDraft], CallDraft]) -> None:
        """Changes the draft in hand; the first change of a free form begins a call."""
        was_started = self.calls.current.started
        self.calls.change(change)
        if self.calls.current.started and not was_started:
            self.show_phase()
            self.set_state(AgentState.ON_CALL)

    @on(PickInput.Wished)
    def _wished(self, event: PickInput.Wished) -> None:
        event.stop()
        if event.field is self.form.number:
            self._caller_wished(event.position)
        elif event.by_enter and (event.field.picked or not self.caller.models):
            self.focus_next()
        elif self.caller.take_product(event.position) or event.field.pending:
            self.form.category.focus()

    def _caller_wished(self, position: int) -> None:
        field = self.form.number
        if field.picked:
            self.form.product.focus()
        elif field.pending:
            self.caller.look_up_now()
        elif position < len(self.caller.matches):
            self.start(self.caller.take(self.caller.matches[position], go_on=True), group="look-up", exclusive=True)
        else:
            self.unknown_caller()

    @on(PickInput.Marked)
    def _marked(self, event: PickInput.Marked) -> None:
        event.stop()
        if isinstance(event, PickInput.Dropped):
            self.caller.dropped() if event.field is self.form.number else self.caller.product_dropped()
        elif event.field is self.form.number:
            self.caller.show_matches()
        else:
            self.caller.show_models()

    def caller_taken(self, *, go_on: bool) -> None:
        """The customer is known; with `go_on` what they own comes next."""
        if go_on and self.focused is self.form.number:
            self.form.product.focus()
        self.calls.current.title = f"{self.calls.current.draft.caller_name} {self.form.number.picked}"
        self.keep_soon(0)

    def unknown_caller(self) -> None:
        """Nobody has this number: the name comes next."""
        self.caller.show_matches()
        if self.focused is self.form.number:
            self.form.caller.focus()

    def product_taken(self) -> None:
        """The product is known: its entitlements and open tickets are asked."""
        self.ask_advice()
        self.keep_soon(0)

    # Advice

    def category_code(self) -> str | None:
        """The code of the category that is picked."""
        chosen = self.calls.current.draft.category_id
        return next((row.code for row in self.categories if row.id == chosen), None)

    def ask_advice(self) -> None:
        """Proposes a priority at once, and asks for due times and open tickets."""
        draft = self.calls.current.draft
        level = self.caller.card.customer.level if self.caller.card is not None else None
        self.form.priority.proposed = proposed_priority(draft.severity, draft.urgency, level)
        self.ask_quietly(partial(self._advise, draft), group="advice")

    async def _advise(self, draft: CallDraft) -> None:
        category = self.category_code()
        priority = draft.priority or self.form.priority.proposed
        at = draft.answered_at or clock.now()
        advice = Advice()
        if draft.customer_id is not None or category is not None:
            advice = await self.desk.door.ask(advice_for, draft.customer_id, draft.owned_product_id, category, priority, at)
        products = self.caller.card.products if self.caller.card is not None else ()
        owned = next((row for row in products if row.id == draft.owned_product_id), None)
        self.advice.show(entitled(category, owned.entitlements if owned else None), advice, self.desk.zone)

    @on(ChoiceField.Left, "#duplicate")
    def _duplicate_decided(self, event: ChoiceField.Left) -> None:
        event.stop()
        self.form.problem.focus()

    # The journal

    def keep_soon(self, seconds: float) -> None:
        """Keeps the draft after `seconds` without another change."""
        if self._pause is not None:
            self._pause.stop()
        if seconds:
            self._pause = self.set_timer(seconds, self._keep)
        else:
            self._keep()

    def _keep(self) -> None:
        draft = self.calls.current.settled()
        if not draft.empty:
            self.run_worker(self.keeper.keep(draft), group="journal", exit_on_error=False)

    def keep_draft(self) -> None:
        """Hands every call of this desk to the journal at once, to be offered at the next sign-in if the desk ends here."""
        if self.desk.actor is None:
            return
        self.calls.change(self.form.read)
        for call in (self.calls.current, *self.calls.parked):
            if not call.draft.empty:
                self.keeper.keep_now(call.settled(), parked=True)

    def on_unmount(self) -> None:
        """Nothing typed goes with the screen."""
        self.keep_draft()

    # Actions

    def action_save(self) -> None:
        """Asks how the call ended and saves it."""
        self.start(self.saving.save(), group="save", exclusive=True)

    def action_park(self) -> None:
        """Parks the call in hand and shows the queue; an empty form makes the agent available."""
        parked = self.calls.park()
        if parked is not None:
            self.start(self.keeper.keep(parked.settled(), parked=True), group="journal")
            self.desk.tell(_("The call is parked. F4 and Ctrl+N take it back."))
        self.set_state(AgentState.AVAILABLE)
        self.show_call()
        self.desk.open_queue()

    def action_next_call(self) -> None:
        """Takes the parked call that waits longest; the one in hand is parked."""
        in_hand = self.calls.current
        if not self.calls.take_back():
            self.desk.tell(_("No call is parked."))
            return
        if in_hand in self.calls.parked:
            self.start(self.keeper.keep(in_hand.settled(), parked=True), group="journal")
        self.show_call()
        self.keep_soon(0)
        self.set_state(AgentState.WRAP_UP if self.calls.current.phase is Phase.ENDED else AgentState.ON_CALL)

    def action_hold(self) -> None:
        """Puts the caller on hold, or speaks to them again."""
        call = self.calls.current
        if call.phase is Phase.ON_HOLD:
            call.resume()
        else:
            call.hold(WhoWaits.CALLER)
        self.show_phase()
        self.keep_soon(0)

    def action_hang_up(self) -> None:
        """The caller has hung up: the rest is wrap-up."""
        if self.calls.current.phase in (Phase.TALKING, Phase.ON_HOLD):
            self.calls.current.hang_up()
            self.show_phase()
            self.set_state(AgentState.WRAP_UP)
            self.keep_soon(0)

    def action_ready(self) -> None:
        """Wrap-up is over: the agent takes calls again."""
        if not self.calls.current.started:
            self.set_state(AgentState.AVAILABLE)

    def action_file(self) -> None:
        """Opens the caller's file; for an unknown caller a new one."""
        customer_id = self.calls.current.draft.customer_id
        self.keep_soon(0)
        self.desk.push_screen(self.desk.rooms.customer(customer_id), self._file_left)

    def _file_left(self, customer_id: int | None) -> None:
        """What was changed in the file is read again; a new file becomes the caller's."""
        if customer_id is not None:
            self.change(lambda draft: replace(draft, customer_id=customer_id))
            self.start(self.caller.load_card(), group="look-up", exclusive=True)

    def action_turn(self) -> None:
        """Shows the other page of the right side."""
        self.side.turn()

    def action_scroll_side(self, by: int) -> None:
        """Scrolls the right side."""
        self.side.scroll(by)

    def saved(self, draft: CallDraft) -> None:
        """The database has the call: the form is free, the agent writes up until the next call."""
        self.calls.finished()
        self.show_call()
        self.set_state(AgentState.WRAP_UP)

    def refused(self, error: DomainError) -> None:
        """Nothing was saved: the sentence is told, the field it names has the focus, everything typed stays."""
        self.form.show_error(error)
        self.desk.refuse(error)

    def language_changed(self) -> None:
        """What the domain named is asked for again in the present language."""
        self._language = current_language()
        self.show_phase()
        self.show_parked()
        self.caller.show_card()
        self.start(self._read_categories(), group="categories")
        self.ask_advice()

    def on_screen_resume(self) -> None:
        """A language chosen while another screen was in front is taken up."""
        super().on_screen_resume()
        if self._language is not current_language():
            for node in self.walk_children(with_self=True):
                change = getattr(node, "language_changed", None)
                if change is not None:
                    change()
