"""What the agent says at a callback, as a guide: by what it arose from, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from models.callbacks.tables import CallbackKind
from models.i18n import N_, _


@dataclass(frozen=True)
class ScriptFacts:
    """What a script names; `product` and `about` may be empty."""

    kind: CallbackKind
    site: str
    customer: str
    product: str
    about: str
    round: int


_OPENING = N_("Good day, this is the service of {site}. Am I speaking to {customer}?")
_BY_KIND = {
    CallbackKind.PROMISE: N_("You asked us to call you back. {about}"),
    CallbackKind.SATISFACTION: N_(
        "We served you recently ({product}). Does it work as it should? How satisfied are you, from 1 to 5, with the result, how"
        " quickly it was done, our people's attitude, the quality and the fee?"
    ),
    CallbackKind.COMPLAINT: N_(
        "You made a complaint to us and we told you the result. Was it carried out as promised, and are you satisfied with it?"
    ),
    CallbackKind.INTERVIEW: N_("May we ask you a few questions about your experience with our products? {about}"),
}
_AGAIN = N_("You were not satisfied last time; we would like to know whether it is right now.")
_CLOSING = N_("Thank you for your time. Our hotline is there for you at any time.")


def script(facts: ScriptFacts) -> str:
    """The sentences in their order, one a line."""
    lines = [_OPENING, _BY_KIND[facts.kind], *([_AGAIN] if facts.round > 1 else []), _CLOSING]
    words = {
        "site": facts.site,
        "customer": facts.customer or _("the customer"),
        "product": facts.product or _("our service"),
        "about": facts.about,
    }
    return "\n".join(_(line).format(**words).strip() for line in lines)
