"""What the domain says to the call in hand: its priority, its due times, its doubles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from models import clock
from models.calls.drafts import CallDraft
from models.tickets.priority import proposed_priority
from models.tickets.queries import CategoryRow, categories
from screens.forms import Option
from screens.intake.questions import Advice, advice_for, entitled

if TYPE_CHECKING:
    from screens.intake.screen import IntakeScreen


class Advising:
    """The advising half of the intake screen."""

    def __init__(self, screen: IntakeScreen) -> None:
        self._screen = screen
        self._categories: list[CategoryRow] = []

    async def read_categories(self) -> None:
        """Offers the site's categories, named in the present language, and advises on a call that was taken back meanwhile."""
        screen = self._screen
        self._categories = await screen.desk.reach.ask_or(lambda: screen.desk.reach.categories, categories)
        screen.form.offer_categories([Option(row.id, row.name) for row in self._categories])
        chosen = screen.calls.current.draft.category_id
        screen.form.category.choose(chosen)
        if chosen is not None:
            self.ask()

    def category_code(self) -> str | None:
        """The code of the category that is picked."""
        chosen = self._screen.calls.current.draft.category_id
        return next((row.code for row in self._categories if row.id == chosen), None)

    def ask(self) -> None:
        """Proposes a priority at once, and asks for due times and open tickets."""
        screen = self._screen
        draft = screen.calls.current.draft
        level = screen.caller.card.customer.level if screen.caller.card is not None else None
        screen.form.priority.proposed = proposed_priority(draft.severity, draft.urgency, level)
        screen.ask_quietly(partial(self._advise, draft), group="advice")

    async def _advise(self, draft: CallDraft) -> None:
        screen, category = self._screen, self.category_code()
        priority = draft.priority or screen.form.priority.proposed
        at = draft.answered_at or clock.now()
        advice = Advice()
        if draft.customer_id is not None or category is not None:
            advice = await screen.desk.reach.ask_or(
                Advice, advice_for, draft.customer_id, draft.owned_product_id, category, priority, at
            )
        products = screen.caller.card.products if screen.caller.card is not None else ()
        owned = next((row for row in products if row.id == draft.owned_product_id), None)
        screen.advice.show(entitled(category, owned.entitlements if owned else None), advice, screen.desk.zone)
