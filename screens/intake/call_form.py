"""The form of a call: what the agent types and picks, in the order in which a caller tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from models.calls.drafts import CallDraft
from models.errors import DomainError
from models.fields import FieldSpec
from models.sla.tables import Priority
from models.tickets.tables import Channel, Grade
from screens.forms import ChoiceField, FormField, FormInput, FormText, Option, options_of
from screens.intake import fields
from screens.intake.pick_input import PickInput, digits_pick_always, digits_pick_names
from screens.plain import plain


class PriorityField(ChoiceField):
    """The priority: the proposed one, in brackets, as long as nobody overrides it."""

    proposed: reactive[Priority] = reactive(Priority.MEDIUM)

    def render(self) -> Content:
        """The override, or what is proposed."""
        if self.chosen is not None:
            return super().render()
        return plain(f"({self.proposed.label})")

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as the widest priority in brackets."""
        return super().get_content_width(container, viewport) + 1


class CallForm(Vertical):
    """The fields of one call; tells of every change and knows nothing of look-ups."""

    class Changed(Message):
        """Something of the call was typed or picked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__(id="call-form")
        self.number = PickInput(digits_pick_names)
        self.product = PickInput(digits_pick_always)
        self.channel = ChoiceField(options_of(fields.CHANNEL.choices), value=Channel.HOTLINE)
        self.caller = FormInput()
        self.call_back = FormInput()
        self.category = ChoiceField(optional=True)
        self.severity = ChoiceField(options_of(fields.SEVERITY.choices), value=Grade.MEDIUM)
        self.urgency = ChoiceField(options_of(fields.URGENCY.choices), value=Grade.MEDIUM)
        self.priority = PriorityField(options_of(fields.PRIORITY.choices), optional=True)
        self.problem = FormText()
        self._by_label: dict[str, FormField] = {}

    def compose(self) -> ComposeResult:
        """Rows of fields, the problem taking the room that is left."""
        with Horizontal(classes="row"):
            yield self._field(fields.NUMBER, self.number)
            yield self._field(fields.CHANNEL, self.channel)
        with Horizontal(classes="row"):
            yield self._field(fields.CALLER, self.caller)
            yield self._field(fields.CALL_BACK, self.call_back)
        yield self._field(fields.PRODUCT, self.product)
        yield self._field(fields.CATEGORY, self.category)
        with Horizontal(classes="row grades"):
            yield self._field(fields.SEVERITY, self.severity)
            yield self._field(fields.URGENCY, self.urgency)
            yield self._field(fields.PRIORITY, self.priority)
        yield self._field(fields.PROBLEM, self.problem)
        yield Static(id="hint", markup=False)

    # Filling and reading

    def fill_caller(self, name: str) -> None:
        """Shows the name of a caller who was found."""
        with self.prevent(Input.Changed):
            self.caller.value = name

    def fill(self, draft: CallDraft) -> None:
        """Shows another call's draft; the labels of its customer and product come with the caller's card."""
        with self.prevent(Input.Changed, TextArea.Changed, ChoiceField.Changed):
            self.number.show_text(draft.number_text)
            self.product.show_text(draft.product_text)
            self.caller.value = draft.caller_name
            self.call_back.value = draft.contact_number
            if self.problem.text != draft.problem:
                self.problem.load_text(draft.problem)
                self.problem.move_cursor(self.problem.document.end)
        self.channel.choose(draft.channel)
        self.category.choose(draft.category_id)
        self.severity.choose(draft.severity)
        self.urgency.choose(draft.urgency)
        self.priority.choose(draft.priority)
        for field in self._by_label.values():
            field.clear_error()

    def read(self, draft: CallDraft) -> CallDraft:
        """The draft with what stands in the fields; whom and what was picked stays as the draft has it."""
        return replace(
            draft,
            number_text=draft.number_text if self.number.picked else self.number.value,
            channel=cast(Channel, self.channel.value),
            caller_name=self.caller.value,
            contact_number=self.call_back.value,
            product_text=draft.product_text if self.product.picked else self.product.value,
            category_id=cast("int | None", self.category.value),
            severity=cast(Grade, self.severity.value),
            urgency=cast(Grade, self.urgency.value),
            priority=cast("Priority | None", self.priority.value),
            problem=self.problem.text,
        )

    def offer_categories(self, options: Sequence[Option]) -> None:
        """The categories of the site, in their order."""
        self.category.offer(options)

    def show_error(self, error: DomainError) -> bool:
        """Shows a refused value beside its field and goes there; False where the form has no such field."""
        column = fields.SAME_FIELD.get(str(error.facts.get("field", "")))
        if column is None:
            return False
        field = self._by_label[column.label]
        field.show_error(error)
        field.control.focus()
        return True

    def language_changed(self) -> None:
        """The hint in the present language; the fields renew their labels themselves."""
        self.show_hint()

    # What happens in the fields

    def _name_of(self, control: Widget) -> str:
        names = {
            self.number: "number",
            self.product: "product",
            self.channel: "channel",
            self.caller: "caller",
            self.call_back: "call_back",
            self.category: "category",
            self.severity: "severity",
            self.urgency: "urgency",
            self.priority: "priority",
            self.problem: "problem",
        }
        return names[cast("FormInput | FormText | ChoiceField", control)]

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _text_changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._changed(cast(Widget, event.control))

    @on(ChoiceField.Changed)
    def _choice_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if isinstance(event, ChoiceField.Left):
            self._go_on(event.field)
        else:
            self._changed(event.field)

    @on(Input.Submitted)
    def _line_entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def _changed(self, control: Widget) -> None:
        parent = control.parent
        if isinstance(parent, FormField):
            parent.clear_error()
        self.post_message(self.Changed(self._name_of(control)))

    def _go_on(self, field: ChoiceField) -> None:
        """A picked category leads to the problem: the grades have their usual value and are one Shift+Tab away."""
        if field in (self.category, self.priority):
            self.problem.focus()
        else:
            self.screen.focus_next()

    def on_descendant_focus(self) -> None:
        """Says what can be done in the field that has the focus."""
        self.show_hint()

    def show_hint(self) -> None:
        """The help of the field with the focus, or its choices with their digits."""
        focused = self.screen.focused
        parent = focused.parent if focused is not None else None
        self.say(parent.help if isinstance(parent, FormField) else "")

    def say(self, text: str) -> None:
        """Shows a hint under the form."""
        self.query_one("#hint", Static).update(plain(text))

    def _field(self, column: FieldSpec, control: FormInput | FormText | ChoiceField) -> FormField:
        field = FormField(column, control)
        self._by_label[column.label] = field
        return field
