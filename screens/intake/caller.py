"""Who is calling: looks up what is typed while it is typed, takes a match, and fills the right side of the screen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from models.calls.card import CallerCard
from models.customers.callers import CallerMatch, MatchKind, find_callers
from models.i18n import _
from models.products.queries import ModelRow, find_models
from screens.clock_text import day_hour_and_minute
from screens.forms import narrow
from screens.intake import card_text
from screens.intake.questions import card_for
from screens.intake.side import Page
from screens.plain import one_line, plain

if TYPE_CHECKING:
    from screens.intake.screen import IntakeScreen

DEBOUNCE_SECONDS = 0.08
"""How long typing must rest before the look-up is asked: matches come while the number is typed, not for each digit of it."""
SHORTEST = 2


class CallerDesk:
    """The look-up half of the intake screen; answers that were overtaken by typing are dropped."""

    def __init__(self, screen: IntakeScreen) -> None:
        self._screen = screen
        self.matches: list[CallerMatch] = []
        self.models: list[ModelRow] = []
        self.card: CallerCard | None = None
        self.seen_at: datetime | None = None
        self._filled_name = ""

    def reset(self) -> None:
        """Nobody is on the line."""
        self.matches, self.models, self.card, self._filled_name = [], [], None, ""
        self._screen.form.number.offer(0)
        self._screen.form.product.offer(0)
        self._screen.side.clear()

    # The number

    def number_typed(self) -> None:
        """Asks for the callers that the typed text may mean, after a short rest."""
        field = self._screen.form.number
        text = narrow(field.typed_text).strip()
        if len(text) < SHORTEST:
            self.matches = []
            field.offer(0)
            self._screen.side.clear()
            return
        field.expect()
        self._screen.ask_quietly(partial(self._look_up, text, DEBOUNCE_SECONDS), group="look-up")

    def look_up_now(self) -> None:
        """Asks without the rest: the person has pressed Enter, or the number came by itself."""
        text = narrow(self._screen.form.number.typed_text).strip()
        self._screen.form.number.expect()
        self._screen.start(self._look_up(text, 0), group="look-up", exclusive=True)

    async def _look_up(self, text: str, rest: float) -> None:
        field = self._screen.form.number
        if rest:
            await asyncio.sleep(rest)
        desk = self._screen.desk
        matches = await desk.reach.ask_or(lambda: desk.reach.callers.find(text), find_callers, text)
        if narrow(field.typed_text).strip() != text:
            return
        self.matches = matches
        wished = field.wished is not None
        position = field.offer(len(matches))
        exact = len(matches) == 1 and matches[0].how is MatchKind.NUMBER
        if position is not None or exact:
            await self.take(matches[position or 0], go_on=wished)
        elif wished and not matches:
            self._screen.unknown_caller()
        self.show_matches()

    def show_matches(self) -> None:
        """The candidates with their digits, the marked one first seen; or that a new file will be opened."""
        screen = self._screen
        if screen.calls.current.draft.customer_id is not None:
            return
        text = screen.form.number.typed_text.strip()
        if self.matches:
            marked = screen.form.number.marked
            screen.side.show_customer(card_text.candidates(self.matches, marked), line=marked + 1)
        elif len(text) < SHORTEST:
            screen.side.clear()
        else:
            screen.side.show_customer([plain(line) for line in card_text.new_file(text, screen.form.caller.value)])
        screen.side.turn(Page.CUSTOMER)

    async def take(self, match: CallerMatch, *, go_on: bool) -> None:
        """The match is the caller: their names go into the form, their card to the right side.

        With `go_on` the product comes next; a caller who was found without being asked for moves no focus.
        """
        screen, form = self._screen, self._screen.form
        number = form.number.typed_text.strip() if match.how is MatchKind.NUMBER else ""
        name = match.contact_name or match.name
        screen.calls.change(form.read)
        if form.caller.value.strip() in ("", self._filled_name):
            form.fill_caller(name)
            self._filled_name = name
        screen.calls.change(
            lambda draft: replace(
                draft,
                number_text=number,
                customer_id=match.customer_id,
                contact_id=match.contact_id,
                caller_name=form.caller.value,
            )
        )
        form.number.show_picked(match.number_masked or one_line(match.name))
        form.product.expect()
        screen.caller_taken(go_on=go_on)
        await self.load_card()

    async def load_card(self) -> None:
        """Reads the caller's card anew and shows it; a product wished for meanwhile is picked."""
        screen = self._screen
        draft = screen.calls.current.draft
        customer_id = draft.customer_id
        if customer_id is None:
            return
        found = await screen.desk.reach.ask_or(lambda: None, card_for, customer_id, draft.number_text)
        if screen.calls.current.draft.customer_id != customer_id:
            return
        remembered = screen.desk.reach.callers.card(customer_id)
        if found is not None:
            screen.desk.reach.callers.keep(customer_id, found)
        card = found or (remembered.card if remembered else None)
        self.seen_at = remembered.seen_at if remembered and found is None else None
        if card is None:
            screen.form.product.offer(0)
            screen.side.show_customer([plain(_("The database is away, and this desk has not seen this customer's file."))])
            return
        self.card = card
        self.show_card()
        if not screen.form.number.picked:
            screen.form.number.show_picked(card_text.number_label(card))
        owned = next((row for row in card.products if row.id == draft.owned_product_id), None)
        if owned is not None:
            screen.form.product.show_picked(card_text.product_label(owned))
        position = screen.form.product.offer(len(card.products))
        if position is not None:
            self.take_product(position)
        screen.advising.ask()

    def show_card(self) -> None:
        """Paints the card in the present language."""
        if self.card is not None:
            desk = self._screen.desk
            self._screen.side.show_customer([*self._age(), *card_text.customer(self.card, desk.zone)])
            self._screen.side.show_history(card_text.history(self.card, desk.zone))

    def _age(self) -> list[Content]:
        """As of when the card is, where it comes from the desk's memory."""
        if self.seen_at is None:
            return []
        seen = day_hour_and_minute(self.seen_at, self._screen.desk.zone)
        return [Content.styled(_("As this desk saw it at {time}.").format(time=seen), card_text.WARNING)]

    def dropped(self) -> None:
        """The caller that was taken is somebody else after all; what was typed since stays."""
        screen, form = self._screen, self._screen.form
        self.card = None
        if form.product.picked:
            form.product.show_text("")
        form.product.offer(0)
        screen.calls.change(
            lambda draft: replace(
                draft, customer_id=None, contact_id=None, owned_product_id=None, number_text=form.number.typed_text
            )
        )
        self.show_matches()
        screen.side.show_history([])
        screen.advising.ask()

    # The product

    def product_typed(self) -> None:
        """Asks for the models that the typed text may mean; the customer's own products stand for an empty field."""
        field = self._screen.form.product
        text = field.typed_text.strip()
        self.models = []
        if len(text) < SHORTEST:
            field.offer(len(self.card.products) if self.card is not None and not text else 0)
            self._screen.form.show_hint()
            return
        field.expect()
        self._screen.ask_quietly(partial(self._find_models, text), group="models")

    async def _find_models(self, text: str) -> None:
        await asyncio.sleep(DEBOUNCE_SECONDS)
        none: list[ModelRow] = []
        models = await self._screen.desk.reach.ask_or(lambda: none, find_models, text)
        field = self._screen.form.product
        if field.typed_text.strip() != text:
            return
        self.models = models
        position = field.offer(len(models))
        if position is not None:
            self.take_product(position)
        else:
            self.show_models()

    def show_models(self) -> None:
        """The models that fit, in the hint; the marked one in brackets."""
        field = self._screen.form.product
        names = [f"{model.code} {one_line(model.name)}" for model in self.models[:5]]
        shown = [f"[{name}]" if position == field.marked else name for position, name in enumerate(names)]
        if shown:
            self._screen.form.say(_("Enter takes: {models}").format(models="  ".join(shown)))

    def take_product(self, position: int) -> bool:
        """Takes the owned product, or the model that was looked for, at `position`; False where there is none."""
        screen = self._screen
        if screen.form.product.typed_text.strip():
            if position >= len(self.models):
                return False
            model = self.models[position]
            label = f"{model.code} {one_line(model.name)}"
            screen.calls.change(lambda draft: replace(draft, owned_product_id=None, product_text=label))
            screen.form.product.show_text(label)
        else:
            if self.card is None or position >= len(self.card.products):
                return False
            owned = self.card.products[position]
            screen.calls.change(lambda draft: replace(draft, owned_product_id=owned.id, product_text=""))
            screen.form.product.show_picked(card_text.product_label(owned))
        screen.product_taken()
        return True

    def product_dropped(self) -> None:
        """The product that was picked is another one after all."""
        self._screen.calls.change(lambda draft: replace(draft, owned_product_id=None, product_text=""))
        self._screen.advising.ask()
