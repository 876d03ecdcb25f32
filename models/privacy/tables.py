"""Table of the legal holds: files whose personal data must be kept for a proceeding."""

from __future__ import annotations

import peewee

from models.customers.tables import Customer
from models.database import Table
from models.fields import OptionalUtcDateTimeField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.people.tables import Staff


class LegalHold(Table):
    """A reason for which a file may not be closed; lifted ones stay on record until the account is closed."""

    customer = reference(Customer, index=True)
    reason = peewee.CharField(max_length=240, verbose_name=N_("Reason"))
    set_at = UtcDateTimeField()
    set_by = optional_reference(Staff)
    lifted_at = OptionalUtcDateTimeField()
    lifted_by = optional_reference(Staff)
    lift_reason = peewee.CharField(max_length=240, default="", verbose_name=N_("Reason"))

    class Meta:
        table_name = "legal_hold"
