"""A round of planned interviews (电话访谈计划): which customers, how many, over which days, by whom."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input, Static, TextArea

from models.callbacks.interviews import MOST_CUSTOMERS, InterviewCriteria, InterviewDraft, matching_customers, plan_interviews
from models.callbacks.tables import InterviewPlan
from models.customers.tables import Customer, CustomerLevel
from models.errors import DomainError
from models.fields import spec
from models.i18n import N_, _
from models.people.permissions import PERMISSIONS, Permission
from models.people.staff import assignable_staff
from models.products.queries import find_models
from models.site.queries import regions
from screens.callbacks.picked import Picked
from screens.desk import DeskApp
from screens.desk_dialog import AskingDialog
from screens.dialogs.picking import PickLine, PickSeveral, pick_lines
from screens.forms import ChoiceField, FormField, FormInput, FormText, Option, bound
from screens.plain import plain
from screens.widgets.said import Said

COUNT_PAUSE_SECONDS = 0.3
MOST_MODELS = 5000
KEPT = "interviews"
"""What names this form among the texts that are kept."""

_TEXT = replace(spec(InterviewPlan.name), required=False, max_length=40)
_NUMBER = replace(_TEXT, kind="number")
SILENT = replace(_NUMBER, name="silent", label=N_("Silent for"), help=N_("Days without a call or ticket; empty: any."))
HOW_MANY = replace(_NUMBER, name="customers", label=N_("Customers"), required=True, help=N_("How many customers at most."))
DAYS = replace(_NUMBER, name="days", label=N_("Days"), required=True, help=N_("Over how many working days the calls are spread."))
USUAL = {"customers": "20", "days": "5"}


@dataclass(frozen=True)
class Offers:
    """What the dialog offers, to be found by typing."""

    models: tuple[PickLine, ...]
    regions: tuple[PickLine, ...]
    people: tuple[PickLine, ...]


def offers(region_id: int | None) -> Offers:
    """The products, the regions, and who makes callbacks; asked on the door's thread."""
    able = [
        person
        for person in assignable_staff(region_id=region_id)
        if any(Permission.MAKE_CALLBACK in PERMISSIONS[role] for role in person.roles)
    ]
    return Offers(
        pick_lines((model.id, f"{model.code}  {model.name}", model.family) for model in find_models("", limit=MOST_MODELS)),
        pick_lines((region.id, region.name, region.code) for region in regions()),
        pick_lines((person.id, f"{person.name}  {person.number}", person.team_name) for person in able),
    )


def count_matching(criteria: InterviewCriteria) -> int:
    """How many customers fit; asked on the door's thread."""
    return len(matching_customers(criteria))


class PlanInterviews(AskingDialog[int]):
    """Asks for a round of interviews and makes it; gives how many callbacks there are.

    What is entered is kept at each pause in typing and offered again until the round was planned.
    """

    CSS = """
    PlanInterviews > .dialog.-wide { width: 92; }
    PlanInterviews #fields { height: auto; max-height: 16; }
    PlanInterviews .tall { height: 3; }
    PlanInterviews FormField > .label, PlanInterviews Picked > .label { width: 16; }
    PlanInterviews #fits { height: 1; margin: 1 0 0 0; }
    PlanInterviews #field-help { height: 1; }
    """
    BINDINGS = [Binding("f2,ctrl+s", "save", show=False)]
    AUTO_FOCUS = "#field-name FormInput"

    def __init__(self, offered: Offers) -> None:
        super().__init__()
        level = replace(spec(Customer.level), required=False, name="level")
        self.models = Picked(N_("Models"), offered.models, none=N_("any"))
        self.regions = Picked(N_("Regions"), offered.regions, none=N_("any"))
        self.people = Picked(N_("Who calls"), offered.people, none=N_("nobody chosen yet"))
        self._fields: dict[str, FormField] = {
            "name": bound(spec(InterviewPlan.name)),
            "about": bound(spec(InterviewPlan.about)),
            "level": FormField(level, ChoiceField([Option(level, level.label_id) for level in CustomerLevel], optional=True)),
            **{column.name: bound(column) for column in (SILENT, HOW_MANY, DAYS)},
        }

    def compose(self) -> ComposeResult:
        """The fields, who calls, how many fit."""
        with VerticalScroll(classes="dialog -wide", can_focus=False):
            yield Said(N_("Plan interviews"), classes="question")
            with VerticalScroll(id="fields", can_focus=False):
                yield self._fields["name"]
                yield self._fields["about"]
                yield self.models
                yield self.regions
                yield self._fields["level"]
                yield self._fields["silent"]
                yield self._fields["customers"]
                yield self._fields["days"]
                yield self.people
            yield Static("", id="fits", markup=False)
            yield Static("", id="field-help", classes="hint", markup=False)
            yield Static("", classes="refusal", markup=False)
            yield Said(N_("F2 plans them   Tab goes on   Enter chooses from a list   Esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Starts with what was entered before, or with usual figures."""
        for name, usual in USUAL.items():
            cast(FormInput, self._fields[name].control).value = usual
        if KEPT in self.desk.unsent:
            self._restore(json.loads(self.desk.unsent[KEPT]))
        self._count()

    # What is entered

    @property
    def _picked(self) -> dict[str, Picked]:
        return {"models": self.models, "regions": self.regions, "people": self.people}

    def _written(self) -> dict[str, Any]:
        level = cast("CustomerLevel | None", self._level.value)
        texts = {name: _text(field) for name, field in self._fields.items() if field.control is not self._level}
        ids = {name: list(picked.ids) for name, picked in self._picked.items()}
        return {**texts, **ids, "level": None if level is None else level.value}

    def _restore(self, kept: dict[str, Any]) -> None:
        for name, field in self._fields.items():
            if isinstance(field.control, FormText):
                field.control.text = kept[name]
            elif isinstance(field.control, FormInput):
                field.control.value = kept[name]
        self._level.choose(None if kept["level"] is None else CustomerLevel(kept["level"]))
        for name, picked in self._picked.items():
            picked.choose(kept[name])

    @property
    def _level(self) -> ChoiceField:
        return cast(ChoiceField, self._fields["level"].control)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Changed)
    @on(Picked.Changed)
    def _changed(self) -> None:
        self.desk.unsent[KEPT] = json.dumps(self._written())
        self.set_timer(COUNT_PAUSE_SECONDS, self._count)

    @on(Input.Submitted)
    @on(ChoiceField.Left)
    def _go_on(self) -> None:
        self.focus_next()

    @on(Picked.Wanted)
    def _pick(self, message: Picked.Wanted) -> None:
        self.start(self._picked_from(message.picked))

    async def _picked_from(self, picked: Picked) -> None:
        ids = await self.desk.push_screen_wait(PickSeveral(_(picked.label), picked.lines, picked.ids))
        if ids is not None:
            picked.choose(ids)
            self._changed()
            self.focus_next()

    def on_descendant_focus(self) -> None:
        """Says what can be entered in the field that has the focus."""
        field = self.focused.parent if self.focused is not None else None
        self.query_one("#field-help", Static).update(plain(field.help if isinstance(field, FormField) else ""))

    # How many fit

    def _criteria(self) -> InterviewCriteria:
        return InterviewCriteria(
            model_ids=self.models.ids,
            region_ids=self.regions.ids,
            level=cast("CustomerLevel | None", self._level.value),
            silent_days=cast("int | None", self._fields["silent"].value),
        )

    def _count(self) -> None:
        self.run_worker(cast("Any", self._read_count), group="count", exclusive=True, exit_on_error=False)

    async def _read_count(self) -> None:
        try:
            found = await self.desk.door.ask_in_background(count_matching, self._criteria())
        except DomainError as error:
            said = error.message()
        else:
            most = "+" if found >= MOST_CUSTOMERS else ""
            said = _("{count} customers fit.").format(count=f"{found}{most}")
        self.query_one("#fits", Static).update(plain(said))

    # Planning

    def action_save(self) -> None:
        """Plans the round."""
        self.start(self._plan(), group="save", exclusive=True)

    async def _plan(self) -> None:
        try:
            draft = InterviewDraft(
                name=str(self._fields["name"].value),
                about=str(self._fields["about"].value),
                criteria=self._criteria(),
                customers=cast(int, self._fields["customers"].value),
                days=cast(int, self._fields["days"].value),
                staff_ids=self.people.ids,
            )
            made = await self.desk.door.ask(plan_interviews, draft, actor=self.actor)
        except DomainError as error:
            self.show_refusal(error)
            return
        self.desk.unsent.pop(KEPT, None)
        self.dismiss(made)


def _text(field: FormField) -> str:
    control = field.control
    return control.text if isinstance(control, FormText) else cast(FormInput, control).value


async def plan_a_round(desk: DeskApp) -> None:
    """Opens the dialog and says how many interviews were planned."""
    region_id = desk.actor.region_id if desk.actor else None
    made = await desk.push_screen_wait(PlanInterviews(await desk.door.ask(offers, region_id)))
    if made is not None:
        desk.tell(_("{count} interviews are planned.").format(count=made))
