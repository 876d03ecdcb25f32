"""The columns behind the call form, under the short labels that fit beside a field."""

from __future__ import annotations

from dataclasses import replace

from models.calls.tables import Call
from models.fields import FieldSpec, spec
from models.i18n import N_
from models.tickets.tables import Ticket

NUMBER = replace(
    spec(Call.caller_number),
    label=N_("Number"),
    help=N_("Number, last digits, name, pinyin or serial number. Down marks, Enter takes; an unknown number opens a new file."),
)
CHANNEL = spec(Call.channel)
CALLER = replace(
    spec(Call.caller_name), label=N_("Caller"), help=N_("Who is speaking. For an unknown number: the new file's name.")
)
CALL_BACK = replace(
    spec(Ticket.contact_number), label=N_("Call back"), help=N_("Another number to call back at; empty means the caller's own.")
)
PRODUCT = replace(
    spec(Ticket.owned_product),
    label=N_("Product"),
    help=N_("A digit picks one of the customer's products; or type a model, a name or a serial number."),
)
CATEGORY = replace(spec(Ticket.category), help=N_("What the caller wants."))
SEVERITY = spec(Ticket.severity)
URGENCY = spec(Ticket.urgency)
PRIORITY = replace(
    spec(Ticket.priority), help=N_("Proposed from severity, urgency and level; a digit overrides, Delete goes back.")
)
PROBLEM = spec(Ticket.problem)

SAME_FIELD: dict[str, FieldSpec] = {
    label: field
    for field, labels in {
        NUMBER: (N_("Caller's number"), N_("Telephone number"), N_("Number")),
        CALLER: (N_("Caller"), N_("Name"), N_("Contact"), N_("Customer")),
        CALL_BACK: (N_("Call back at"), N_("Call back")),
        PRODUCT: (N_("Product"), N_("Serial number"), N_("Model")),
        CATEGORY: (N_("Category"),),
        PROBLEM: (N_("Problem"), N_("Summary"), N_("What about"), N_("Note")),
    }.items()
    for label in labels
}
"""The form's field for each label under which an operation may refuse a value."""
