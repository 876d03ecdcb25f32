"""The palette: every command that works here, found by its Chinese or English name or by pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList

from models.i18n import N_, Language, in_language
from models.pinyin import pinyin
from screens.commands import Command, key_name
from screens.desk_dialog import AskingDialog
from screens.plain import fit, plain
from screens.widgets.key_line import Offer
from screens.widgets.said import Said

NAME_CELLS = 34


Names = dict[str, tuple[str, ...]]


def names_of(commands: Sequence[Command]) -> Names:
    """Under what each command (by id) is found: its Chinese and its English name, its pinyin and initials.

    To be asked through the door: the pinyin dictionary takes a quarter of a second to load.
    """
    chinese = {command.id: in_language(command.label, Language.CHINESE) for command in commands}
    return {command.id: (chinese[command.id], command.label, *pinyin(chinese[command.id])) for command in commands}


def fits(names: Sequence[str], text: str) -> bool:
    """Whether `text` is a part of one of the names."""
    wanted = text.strip().casefold()
    return any(wanted in name.casefold() for name in names)


class Palette(AskingDialog[Offer]):
    """Filters while one types; Enter runs the marked command."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("f10,ctrl+p", "leave", show=False),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = [offer for offer in offers if offer.command.id != "app.palette"]
        self._found = self._offers
        self._names: Names = {}

    def compose(self) -> ComposeResult:
        """The field above the list."""
        with Vertical(classes="dialog"):
            yield Input()
            choices = OptionList()
            choices.can_focus = False
            yield choices
            yield Said(N_("Enter runs it   Esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Starts with every command."""
        self._fill()
        self.start(self._learn_names())

    async def _learn_names(self) -> None:
        self._names = await self.desk.door.ask_in_background(names_of, [offer.command for offer in self._offers])
        self._filter()

    def language_changed(self) -> None:
        """The same commands in another language."""
        self._fill()

    @on(Input.Changed)
    def _filter(self) -> None:
        text = self.query_one(Input).value
        self._found = [
            offer for offer in self._offers if fits(self._names.get(offer.command.id) or (offer.command.name(),), text)
        ]
        self._fill()

    def _fill(self) -> None:
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(
            [plain(f"{fit(o.command.name(), NAME_CELLS)} {key_name(o.key) if o.key else ''}") for o in self._found]
        )
        choices.highlighted = 0 if self._found else None

    def action_move(self, by: int) -> None:
        """Moves the mark."""
        choices = self.query_one(OptionList)
        if choices.highlighted is not None:
            choices.highlighted = min(max(choices.highlighted + by, 0), len(self._found) - 1)

    @on(Input.Submitted)
    def _run(self, event: Input.Submitted) -> None:
        event.stop()
        marked = self.query_one(OptionList).highlighted
        if marked is not None:
            self.dismiss(self._found[marked])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index])
