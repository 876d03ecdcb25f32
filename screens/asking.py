"""The short questions that every screen may ask: yes or no, a text, one of a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from screens.keys_in_order import KeysInOrder

if TYPE_CHECKING:
    from screens.dialogs.choose import Choose
    from screens.dialogs.text import SaveText
    from screens.unsent import Unsent

T = TypeVar("T")


class AsksPeople(KeysInOrder, inherit_bindings=False):
    """An app that asks; its dialogs are imported when the first question is asked."""

    unsent: Unsent

    async def confirm(self, question: str, *, danger: bool = False) -> bool:
        """Whether a person says yes; No is the default. To be awaited in a worker (`DeskScreen.start`)."""
        from screens.dialogs.confirm import Confirm

        answer: bool | None = await self.push_screen_wait(Confirm(question, danger=danger))
        return answer is True

    async def ask_text(
        self,
        question: str,
        *,
        value: str = "",
        lines: bool = False,
        wanted: bool = True,
        limit: int = 2000,
        keep_as: str = "",
        save: SaveText | None = None,
    ) -> str | None:
        """What a person writes, without spaces around it; None after Esc. To be awaited in a worker.

        `save` does what the words are for; what it refuses is said beside them. Under `keep_as` what is typed outlives Esc and
        the desk until it was saved, or without `save` until the caller drops it from `unsent`.
        """
        from screens.dialogs.kept_text import KeptText
        from screens.dialogs.text import AskText

        if keep_as:
            return await self.push_screen_wait(
                KeptText(
                    question,
                    kept=self.unsent,
                    key=keep_as,
                    value=value,
                    lines=lines,
                    wanted=wanted,
                    limit=limit,
                    save=save,
                )
            )
        return await self.push_screen_wait(AskText(question, value=value, lines=lines, wanted=wanted, limit=limit, save=save))

    async def choose(
        self, title: str, options: Sequence[tuple[T, str]], *, chosen: T | None = None, keys: Mapping[T, str] | None = None
    ) -> T | None:
        """Which of `options` (value, text) a person picks, also by its `keys`; None after Esc. To be awaited in a worker."""
        from screens.dialogs.choose import Choose

        dialog: Choose[T] = Choose(title, options, chosen=chosen, keys=keys)
        return await self.push_screen_wait(dialog)
