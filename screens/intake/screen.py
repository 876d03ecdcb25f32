"""Call intake: the call in hand, who calls, what they are entitled to, and how the call ends."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from models.calls.drafts import CallDraft
from models.calls.journal import KeptDraft
from models.errors import DomainError
from models.i18n import Language, _, current_language
from models.people.tables import AgentState
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.forms import ChoiceField
from screens.intake import card_text
from screens.intake.advice import AdviceBox
from screens.intake.advising import Advising
from screens.intake.call_form import CallForm
from screens.intake.caller import CallerDesk
from screens.intake.calls import Calls, Phase, WhoWaits
from screens.intake.keeping import Keeping
from screens.intake.pick_input import PickInput
from screens.intake.questions import Advice
from screens.intake.saving import Saving
from screens.intake.side import SidePanel
from screens.plain import plain
from screens.unsent import PAUSE_SECONDS


class IntakeScreen(DeskScreen):
    """The screen of one desk's calls: one in hand, others parked and a key away."""

    SCOPES = (Scope.INTAKE,)
    READS = False
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
        self.advising = Advising(self)
        self.keeping = Keeping(self)
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
        self.start(self.advising.read_categories(), group="categories")
        self.take_given_back()

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
        self.keeping.parked(self.calls.take_new(number))
        self.show_call()
        self.set_state(AgentState.ON_CALL)
        if number:
            self.form.number.wished = 0
            self.caller.look_up_now()

    def take_back(self, kept: KeptDraft, others: Sequence[KeptDraft] = ()) -> None:
        """A call of an earlier run of the desk is in hand again, the cursor where the story stopped; `others` are parked."""
        for row in (*others, kept):
            self.keeping.parked(self.calls.adopt(row.draft, kept_at=row.kept_at))
        self.show_call()
        self.set_state(AgentState.WRAP_UP)
        self.form.problem.focus()
        self.keeping.soon(0)

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
        self.advising.ask()

    def show_parked(self) -> None:
        """The strip of parked calls, or no strip."""
        strip = self.query_one("#parked", Static)
        strip.set_class(bool(self.calls.parked), "-shown")
        strip.update(plain(card_text.parked(self.calls.parked, self.desk.zone)))

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
            self.ask_quietly(partial(self.desk.session.record_state, state), group="state")

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
            self.advising.ask()
        self.keeping.soon(PAUSE_SECONDS if event.name in ("number", "product", "caller", "call_back", "problem") else 0)

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
        if isinstance(event, PickInput.Gone):
            self._field_left(event.field)
        elif isinstance(event, PickInput.Dropped):
            self.caller.dropped() if event.field is self.form.number else self.caller.product_dropped()
        elif event.field is self.form.number:
            self.caller.show_matches()
        else:
            self.caller.show_models()

    def _field_left(self, field: PickInput) -> None:
        """Whoever leaves the number with one candidate in sight means that one."""
        if field is self.form.number and not field.picked and not field.pending and len(self.caller.matches) == 1:
            self.start(self.caller.take(self.caller.matches[0], go_on=False), group="look-up", exclusive=True)

    def caller_taken(self, *, go_on: bool) -> None:
        """The customer is known; with `go_on` what they own comes next."""
        if go_on and self.focused is self.form.number:
            self.form.product.focus()
        self.calls.current.title = f"{self.calls.current.draft.caller_name} {self.form.number.picked}"
        self.keeping.soon(0)

    def unknown_caller(self) -> None:
        """Nobody has this number: the name comes next."""
        self.caller.show_matches()
        if self.focused is self.form.number:
            self.form.caller.focus()

    def product_taken(self) -> None:
        """The product is known: its entitlements and open tickets are asked."""
        self.advising.ask()
        self.keeping.soon(0)

    @on(ChoiceField.Left, "#duplicate")
    def _duplicate_decided(self, event: ChoiceField.Left) -> None:
        event.stop()
        self.form.problem.focus()

    def take_given_back(self) -> None:
        """Finished calls that the database would not take are parked again."""
        self.calls.give_back(self.desk.reach.given_back)
        self.show_parked()

    def keep_draft(self) -> None:
        """Hands every call of this desk to the journal at once."""
        self.keeping.everything_now()

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
        self.keeping.parked(parked)
        if parked is not None:
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
            self.keeping.parked(in_hand)
        self.show_call()
        self.keeping.soon(0)
        self.set_state(AgentState.WRAP_UP if self.calls.current.phase is Phase.ENDED else AgentState.ON_CALL)

    def action_hold(self) -> None:
        """Puts the caller on hold, or speaks to them again."""
        call = self.calls.current
        if call.phase is Phase.ON_HOLD:
            call.resume()
        else:
            call.hold(WhoWaits.CALLER)
        self.show_phase()
        self.keeping.soon(0)

    def action_hang_up(self) -> None:
        """The caller has hung up: the rest is wrap-up."""
        if self.calls.current.phase in (Phase.TALKING, Phase.ON_HOLD):
            self.calls.current.hang_up()
            self.show_phase()
            self.set_state(AgentState.WRAP_UP)
            self.keeping.soon(0)

    def action_ready(self) -> None:
        """Wrap-up is over: the agent takes calls again."""
        self.set_state(AgentState.ON_CALL if self.calls.current.started else AgentState.AVAILABLE)

    def action_file(self) -> None:
        """Opens the caller's file; for an unknown caller a new one."""
        customer_id = self.calls.current.draft.customer_id
        self.keeping.soon(0)
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

    def saved(self) -> None:
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
        self.start(self.advising.read_categories(), group="categories")
        self.advising.ask()

    def on_screen_resume(self) -> None:
        """A language chosen while another screen was in front is taken up."""
        if self._language is not current_language():
            for node in self.walk_children(with_self=True):
                change = getattr(node, "language_changed", None)
                if change is not None:
                    change()
