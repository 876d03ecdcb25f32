"""A customer's file: what is known, edited in place; numbers stay masked until somebody says why they must be seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Input, Static, TextArea

from models.calls.card import CallerCard
from models.customers.drafts import CustomerChanges, CustomerDraft
from models.customers.operations import edit_customer
from models.customers.queries import CustomerFile
from models.customers.tables import CustomerKind, CustomerLevel, CustomerStatus
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.i18n import _
from models.people.permissions import Actor
from models.presence.operations import Opened
from models.site.queries import RegionRow, regions
from screens.commands import Scope, bindings
from screens.customers import form, keeping, people, products
from screens.customers.account import ask_and_close, ask_and_hold
from screens.customers.doubles import ask_and_merge
from screens.customers.merging import HIDDEN, put_together, values_of
from screens.customers.questions import card_and_regions, open_written
from screens.customers.revealing import ask_and_reveal
from screens.desk import DeskApp, DeskScreen
from screens.forms import ChoiceField, FormField, FormInput, Value
from screens.intake import card_text
from screens.plain import plain
from screens.revealed import Revealed

SIDE_BY_SIDE = 100
"""From this many cells on, what the customer owns stands beside the fields instead of below them."""


class CustomerScreen(DeskScreen):
    """One file; without a `customer_id` it is a new one, opened by F2."""

    HOLDS_RECORD = True
    SCOPES = (Scope.CUSTOMER,)
    BINDINGS = bindings(Scope.CUSTOMER)
    CSS_PATH = "customers.tcss"
    AUTO_FOCUS = "#field-name FormInput"

    def __init__(self, customer_id: int | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.file: CustomerFile | None = None
        self._base: CustomerFile | None = None
        self._card: CallerCard | None = None
        self._dirty = False
        self._revealed = Revealed(self, self._show_lists)
        self._regions: Sequence[RegionRow] = ()
        self._fields = form.fields()

    @property
    def open_record(self) -> Opened | None:
        """The file; a new one is nobody else's."""
        return None if self.customer_id is None else Opened(Subject.CUSTOMER, self.customer_id, editing=self._dirty)

    def compose_body(self) -> ComposeResult:
        """The fields with the numbers and contacts; what the customer owns, and what there was with them."""
        with Container(id="both"):
            with VerticalScroll(id="file", classes="panel", can_focus=False):
                for name, field in self._fields.items():
                    if name != "number" or self.customer_id is None:
                        yield field
                yield Static(id="numbers", markup=False)
                yield Static(id="contacts", markup=False)
            if self.customer_id is not None:
                with VerticalScroll(id="card", classes="panel"):
                    yield Static(id="card-text", markup=False)
        yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Reads the file, or starts with what a new one has."""
        form.choice(self._fields, "kind").choose(CustomerKind.PERSON)
        form.choice(self._fields, "level").choose(CustomerLevel.C)
        self._fit()
        self._show_lists()
        self.start(self._load() if self.customer_id is not None else self._begin())

    async def _begin(self) -> None:
        self._regions = await self.desk.door.ask(regions, inactive=True)
        form.offer_regions(self._fields, self._regions, self.actor.region_id)
        form.choice(self._fields, form.REGION.name).choose(self.actor.region_id)
        self._put_back()

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self._fit()

    def _fit(self) -> None:
        self.set_class(self.app.size.width < SIDE_BY_SIDE, "-narrow")

    async def _load(self) -> None:
        if self.customer_id is None:
            return
        card, self._regions = await self.desk.door.ask(card_and_regions, self.customer_id)
        self._card, self.file = card, card.customer
        if not self._dirty:
            self._fill(self.file)
            self._put_back()
        self._show_lists()

    def _put_back(self) -> None:
        """What was typed before and not saved stands in the form again, over the file as it stood then."""
        kept = self.desk.unsent.get(keeping.purpose(self.customer_id))
        if kept is None:
            return
        self._base, words = keeping.from_json(kept, self.file)
        with self.prevent(Input.Changed, TextArea.Changed, ChoiceField.Changed):
            for name, word in words.items():
                self._fields[name].put(word)
        self._dirty = True
        self.another_record()
        self.desk.tell(_("This is what you wrote before."))

    def _keep(self) -> None:
        words = {name: field.word for name, field in self._fields.items() if field.is_attached}
        self.desk.unsent[keeping.purpose(self.customer_id)] = keeping.to_json(self._base, words)

    def _forget(self, purpose: str) -> None:
        """Nothing typed is left to be saved."""
        self._dirty = False
        self.desk.unsent.pop(purpose, None)

    def _fill(self, file: CustomerFile) -> None:
        self._base = file
        form.offer_regions(self._fields, self._regions, file.region_id)
        self._put({**values_of(file), **dict.fromkeys(HIDDEN, "")}, file)

    def _put(self, values: Mapping[str, Value], file: CustomerFile) -> None:
        """Fills the form; the file says how what it hides looks."""
        with self.prevent(Input.Changed, TextArea.Changed, ChoiceField.Changed):
            form.put(self._fields, values, file)

    def _show_lists(self) -> None:
        title = _("Customer file") if self.customer_id is not None else _("New customer file")
        unused = self.file is not None and self.file.status is not CustomerStatus.ACTIVE
        self.query_one("#file").border_title = f"{title}: {self.file.status.label}" if self.file and unused else title
        for name, text in people.lists(self.file, self._revealed).items():
            self.query_one(f"#{name}", Static).update(plain(text))
        if self._card is not None:
            self.query_one("#card-text", Static).update(card_text.belongings(self._card, self.desk.zone))

    def language_changed(self) -> None:
        """The lists in the present language; the fields renew their labels themselves."""
        self._show_lists()

    def database_changed(self) -> None:
        """Somebody may have changed the file; what is being typed stays."""
        if self.customer_id is not None and not self._dirty:
            self.run_worker(self._load(), group="load", exclusive=True, exit_on_error=False)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed | ChoiceField.Changed) -> None:
        if not self._dirty:
            self._dirty = True
            self.another_record()
        self._keep()
        field = event.control.parent if event.control is not None else None
        if isinstance(field, FormField):
            field.clear_error()

    @on(Input.Submitted)
    @on(ChoiceField.Left)
    def _go_on(self) -> None:
        self.focus_next()

    def on_descendant_focus(self) -> None:
        """Says what can be done in the field that has the focus."""
        field = self.focused.parent if self.focused is not None else None
        self.query_one("#hint", Static).update(plain(field.help if isinstance(field, FormField) else ""))

    def action_save(self) -> None:
        """Saves what was changed, or opens the new file."""
        wrong = [field for field in self._fields.values() if field.is_attached and field.check() is not None]
        if wrong:
            wrong[0].control.focus()
        else:
            self.start(self._save(), group="save", exclusive=True)

    async def _save(self) -> None:
        typed_as = keeping.purpose(self.customer_id)
        try:
            if not await self._saved():
                return
        except DomainError as error:
            self._show_refusal(error)
            return
        self._forget(typed_as)
        self.another_record()
        self._fields["number"].display = False
        self.desk.tell(_("The file is saved."))
        try:
            await self._load()
        except DomainError as error:
            if error.fault is not Fault.OTHER_REGION:
                raise
            self.dismiss(None)  # it was given to a region that the person doesn't see

    async def _saved(self) -> bool:
        """Whether it is saved; what somebody else saved first is put together with it. Raises DomainError."""
        if self.customer_id is None:
            self.customer_id = await self._open(self._changes())
            return True
        while self._base is not None:
            base, changes = self._base, self._changes()
            try:
                ask = self.desk.door.ask
                await ask(edit_customer, base.id, actor=self.actor, expected_version=base.version, **changes)
                return True
            except DomainError as error:
                if error.fault is not Fault.STALE:
                    raise
                names = {row.id: row.name for row in self._regions}
                found = await put_together(self, base, self._values(), error.refusal(), names)
            if found is None:
                return False
            self._base = found.file
            if found.values is not None:
                self._put(found.values, found.file)
        raise DomainError(Fault.DATABASE_AWAY)

    def _values(self) -> dict[str, Value]:
        return {name: field.value for name, field in self._fields.items() if field.is_attached}

    def _changes(self) -> CustomerChanges:
        value = self._values()
        changes = CustomerChanges(
            name=str(value["name"]),
            kind=cast(CustomerKind, value["kind"]),
            level=cast(CustomerLevel, value["level"]),
            city=str(value["city"]),
            note=str(value["note"]),
        )
        if self._regions:
            changes["region_id"] = cast("int | None", value["region_id"])
        elif self.customer_id is None:
            changes["region_id"] = self.actor.region_id
        if value["address"]:
            changes["address"] = str(value["address"])
        if value["email"]:
            changes["email"] = str(value["email"])
        return changes

    async def _open(self, changes: CustomerChanges) -> int:
        number = cast(FormInput, self._fields["number"].control).value
        return await self.desk.door.ask(open_written, CustomerDraft(**changes), number, actor=self.actor)

    def _show_refusal(self, error: DomainError) -> None:
        named = str(error.facts.get("field", ""))
        for field in self._fields.values():
            if field.spec.label == named and field.is_attached:
                field.show_error(error)
                field.control.focus()
        self.desk.refuse(error)

    def action_leave(self) -> None:
        """Goes back; asks first where something was typed and not saved."""
        self.start(self._leave())

    async def _leave(self) -> None:
        if not self._dirty or await self.desk.confirm(
            _("What you changed is not saved. Leave the file all the same?"), danger=True
        ):
            self._forget(keeping.purpose(self.customer_id))
            self.dismiss(self.customer_id)

    # What is asked in dialogs

    def _ask(self, ask: Callable[[DeskApp, CustomerFile, Actor], Awaitable[bool]]) -> None:
        """Does one thing with the file; where it was done, the file is read again."""
        if self.file is not None:
            self.start(self._asked(ask, self.file))

    async def _asked(self, ask: Callable[[DeskApp, CustomerFile, Actor], Awaitable[bool]], file: CustomerFile) -> None:
        if await ask(self.desk, file, self.actor):
            await self._load()

    def action_add_number(self) -> None:
        """Asks for a number and adds it; in a new file it has a field of its own."""
        if self.customer_id is None:
            self._fields["number"].control.focus()
        else:
            self._ask(people.ask_and_add_number)

    def action_remove_number(self) -> None:
        """Takes a number out of the file that is wrong or given up."""
        self._ask(people.ask_and_remove_number)

    def action_contact(self) -> None:
        """Corrects one of the contact persons, or adds one."""
        self._ask(people.ask_and_write_contact)

    def action_product(self) -> None:
        """Corrects one of the customer's products, or adds one."""
        self._ask(products.ask_and_write_product)

    def action_reveal(self) -> None:
        """Shows a number or the address in full for the site's minutes; the reason and the person are on record."""
        if self.file is not None:
            self.start(ask_and_reveal(self.desk, self.file, self._revealed, self.actor))

    def action_close_account(self) -> None:
        """Closes the account for good, after a reason, a question and the typed name."""
        self._ask(self._close_account)

    async def _close_account(self, desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
        closed = await ask_and_close(desk, file, actor)
        if closed:
            self._forget(keeping.purpose(file.id))
            self._revealed.clear()
        return closed

    def action_hold_account(self) -> None:
        """Sets or lifts a legal hold."""
        if self.customer_id is not None:
            self.start(ask_and_hold(self.desk, self.customer_id, self.actor))

    def action_merge(self) -> None:
        """Takes another file of the same customer into this one."""
        self._ask(ask_and_merge)
