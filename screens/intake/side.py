"""The right side of the intake screen: candidates while a number is typed, then the caller's card and history."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models.i18n import N_, _
from screens.plain import plain


class Page(Enum):
    """The parts of the right side; on a narrow screen one of them is shown at a time."""

    CUSTOMER = N_("Customer")
    HISTORY = N_("History")


class SidePanel(Vertical):
    """Two pages: who calls, and what there was with them before; side by side with the form, or tabs under it."""

    def __init__(self) -> None:
        super().__init__(id="side")
        self.page = Page.CUSTOMER
        self._tabs = Static(id="tabs", markup=False)
        self._customer = Static(id="customer-text", markup=False)
        self._history = Static(id="history-text", markup=False)

    def compose(self) -> ComposeResult:
        """The tabs' line, the customer, the history; the scrolling boxes never take the focus."""
        yield self._tabs
        for page, content in ((Page.CUSTOMER, self._customer), (Page.HISTORY, self._history)):
            with VerticalScroll(id=f"{page.name.lower()}-page", can_focus=False):
                yield content

    def on_mount(self) -> None:
        """Starts with the customer."""
        self.language_changed()
        self.turn(Page.CUSTOMER)

    def language_changed(self) -> None:
        """The titles in the present language."""
        for page in Page:
            self.query_one(f"#{page.name.lower()}-page").border_title = plain(_(page.value)).plain
        self._show_tabs()

    def turn(self, page: Page | None = None) -> None:
        """Shows another page where there is room for one."""
        pages = list(Page)
        self.page = page or pages[(pages.index(self.page) + 1) % len(pages)]
        for each in pages:
            self.set_class(each is self.page, f"-{each.name.lower()}")
        self._show_tabs()

    def _show_tabs(self) -> None:
        names = [f"[{_(page.value)}]" if page is self.page else f" {_(page.value)} " for page in Page]
        self._tabs.update(plain(f"{' '.join(names)}  {_('Ctrl+Up/Down turns')}"))

    def scroll(self, by: int) -> None:
        """Scrolls the page that is shown, or the history where both are."""
        page = self.page if self.screen.has_class("-narrow") else Page.HISTORY
        box = self.query_one(f"#{page.name.lower()}-page", VerticalScroll)
        box.scroll_relative(y=by * max(1, box.size.height - 1), animate=False)

    def show_customer(self, lines: Sequence[Content], *, line: int = 0) -> None:
        """What is known of the caller, scrolled so that `line` is in sight."""
        self._customer.update(Content("\n").join(lines))
        box = self.query_one("#customer-page", VerticalScroll)
        box.scroll_to(y=max(0, line - box.size.height + 2), animate=False)

    def show_history(self, lines: Sequence[Content]) -> None:
        """What there was before, newest first."""
        self._history.update(Content("\n").join(lines))
        self.query_one("#history-page", VerticalScroll).scroll_home(animate=False)

    def clear(self) -> None:
        """Nobody is calling."""
        self.show_customer([plain(_("The caller's file comes here as the number is typed."))])
        self.show_history([plain(_("Calls, tickets and callbacks of the customer come here."))])
        self.turn(Page.CUSTOMER)
