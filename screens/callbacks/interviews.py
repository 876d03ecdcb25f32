"""A round of planned interviews (电话访谈计划): which customers, how many, over which days, by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from models.callbacks.interviews import MOST_CUSTOMERS, InterviewCriteria, InterviewDraft, matching_customers, plan_interviews
from models.callbacks.tables import InterviewPlan
from models.customers.tables import Customer, CustomerLevel
from models.errors import DomainError, Fault
from models.fields import spec
from models.i18n import N_, _
from models.people.permissions import PERMISSIONS, Permission
from models.people.queries import StaffChoice, assignable_staff
from models.products.queries import model_by_code
from models.site.queries import RegionRow, regions
from screens.callbacks.fields import Toggles
from screens.desk import DeskApp
from screens.desk_dialog import AskingDialog
from screens.forms import ChoiceField, FormField, FormInput, Option, bound
from screens.plain import plain
from screens.widgets.said import Said

MOST_PEOPLE = 9
COUNT_PAUSE_SECONDS = 0.3

_TEXT = replace(spec(InterviewPlan.name), required=False, max_length=40)
_NUMBER = replace(_TEXT, kind="number")
MODEL = replace(_TEXT, name="model", label=N_("Model"), help=N_("The code of a model that they own; empty: any."))
SILENT = replace(_NUMBER, name="silent", label=N_("Silent for"), help=N_("Days without a call or ticket; empty: any."))
HOW_MANY = replace(_NUMBER, name="customers", label=N_("Customers"), required=True, help=N_("How many customers at most."))
DAYS = replace(_NUMBER, name="days", label=N_("Days"), required=True, help=N_("Over how many working days the calls are spread."))


@dataclass(frozen=True)
class Offers:
    """What the dialog offers."""

    regions: tuple[RegionRow, ...]
    people: tuple[StaffChoice, ...]


def offers(region_id: int | None) -> Offers:
    """The regions, and who makes callbacks; asked on the door's thread."""
    able = [
        person
        for person in assignable_staff(region_id=region_id)
        if any(Permission.MAKE_CALLBACK in PERMISSIONS[role] for role in person.roles)
    ]
    return Offers(tuple(regions()), tuple(able[:MOST_PEOPLE]))


def count_matching(model_code: str, criteria: InterviewCriteria) -> int:
    """How many customers fit; asked on the door's thread. Raises DomainError(INVALID) for a model that isn't there."""
    return len(matching_customers(_with_model(model_code, criteria)))


def plan(model_code: str, draft: InterviewDraft, *, actor: Any) -> int:
    """Plans the round, the model given by its code; asked on the door's thread. Raises as `plan_interviews` does."""
    return plan_interviews(replace(draft, criteria=_with_model(model_code, draft.criteria)), actor=actor)


def _with_model(code: str, criteria: InterviewCriteria) -> InterviewCriteria:
    if not code:
        return criteria
    model_id = model_by_code(code)
    if model_id is None:
        raise DomainError(Fault.INVALID, field=MODEL.label, value=code, reason=N_("no model has this code"))
    return replace(criteria, model_id=model_id)


class PlanInterviews(AskingDialog[int]):
    """Asks for a round of interviews and makes it; gives how many callbacks there are."""

    CSS = """
    PlanInterviews > .dialog.-wide { width: 92; }
    PlanInterviews #fields { height: auto; max-height: 16; }
    PlanInterviews .tall { height: 3; }
    PlanInterviews .row { height: 1; }
    PlanInterviews .row > .label { width: 10; height: 1; color: $foreground 80%; }
    PlanInterviews .row:focus-within > .label { color: $primary; text-style: bold; }
    PlanInterviews #fits { height: 1; margin: 1 0 0 0; }
    """
    BINDINGS = [Binding("f2,ctrl+s", "save", show=False)]
    AUTO_FOCUS = "#field-name FormInput"

    def __init__(self, offered: Offers) -> None:
        super().__init__()
        self._offered = offered
        levels = replace(spec(Customer.level), required=False, name="level")
        places = replace(levels, name="region", label=N_("Region"))
        self._fields: dict[str, FormField] = {
            "name": bound(spec(InterviewPlan.name)),
            "about": bound(spec(InterviewPlan.about)),
            "region": FormField(places, ChoiceField([Option(row.id, row.name) for row in offered.regions], optional=True)),
            "level": FormField(levels, ChoiceField([Option(level, level.label_id) for level in CustomerLevel], optional=True)),
            **{column.name: bound(column) for column in (MODEL, SILENT, HOW_MANY, DAYS)},
        }
        self._people = Toggles([person.name for person in offered.people], marked=False, id="people")

    def compose(self) -> ComposeResult:
        """The fields, who calls, how many fit."""
        with VerticalScroll(classes="dialog -wide", can_focus=False):
            yield Said(N_("Plan interviews"), classes="question")
            with VerticalScroll(id="fields", can_focus=False):
                yield from self._fields.values()
                with Horizontal(classes="row"):
                    yield Said(N_("Who calls"), classes="label")
                    yield self._people
            yield Static("", id="fits", markup=False)
            yield Static("", classes="refusal", markup=False)
            yield Said(N_("F2 plans them   Tab goes on   digits choose   Esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Starts with what was entered before, or with usual figures."""
        kept = self.desk.unsent
        for name, usual in (("name", ""), ("about", ""), ("customers", "20"), ("days", "5")):
            control = self._fields[name].control
            text = kept.get(self._key(name), usual)
            if isinstance(control, FormInput):
                control.value = text
            elif text:
                cast(Any, control).load_text(text)
        self._count()

    def _key(self, name: str) -> str:
        return f"{self.actor.staff_id}:interviews:{name}"

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def _changed(self) -> None:
        self.set_timer(COUNT_PAUSE_SECONDS, self._count)

    @on(Input.Submitted)
    @on(ChoiceField.Left)
    @on(Toggles.Left)
    def _go_on(self) -> None:
        self.focus_next()

    def _criteria(self) -> InterviewCriteria:
        return InterviewCriteria(
            region_id=cast("int | None", self._fields["region"].value),
            level=cast("CustomerLevel | None", self._fields["level"].value),
            silent_days=cast("int | None", self._fields["silent"].value),
        )

    def _count(self) -> None:
        self.run_worker(cast("Any", self._read_count), group="count", exclusive=True, exit_on_error=False)

    async def _read_count(self) -> None:
        try:
            found = await self.desk.door.ask_in_background(count_matching, self._model(), self._criteria())
        except DomainError as error:
            said = error.message()
        else:
            most = "+" if found >= MOST_CUSTOMERS else ""
            said = _("{count} customers fit.").format(count=f"{found}{most}")
        self.query_one("#fits", Static).update(plain(said))

    def _model(self) -> str:
        return str(self._fields["model"].value or "")

    def action_save(self) -> None:
        """Plans the round."""
        self.start(self._plan(), group="save", exclusive=True)

    async def _plan(self) -> None:
        try:
            people = zip(self._offered.people, self._people.found, strict=True)
            draft = InterviewDraft(
                name=str(self._fields["name"].value),
                about=str(self._fields["about"].value),
                criteria=self._criteria(),
                customers=cast(int, self._fields["customers"].value),
                days=cast(int, self._fields["days"].value),
                staff_ids=tuple(person.id for person, wanted in people if wanted),
            )
            made = await self.desk.door.ask(plan, self._model(), draft, actor=self.actor)
        except DomainError as error:
            self.show_refusal(error)
            return
        for name in ("name", "about"):
            self.desk.unsent.pop(self._key(name), None)
        self.dismiss(made)

    def action_leave(self) -> None:
        """Closes the dialog; name and question are offered again."""
        for name in ("name", "about"):
            control = cast(Any, self._fields[name].control)
            self.desk.unsent[self._key(name)] = control.value if isinstance(control, FormInput) else control.text
        super().action_leave()


async def plan_a_round(desk: DeskApp) -> None:
    """Opens the dialog and says how many interviews were planned."""
    region_id = desk.actor.region_id if desk.actor else None
    made = await desk.push_screen_wait(PlanInterviews(await desk.door.ask(offers, region_id)))
    if made is not None:
        desk.tell(_("{count} interviews are planned.").format(count=made))
