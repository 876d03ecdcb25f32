"""Tables of the customer files: people and companies, their contacts and telephone numbers."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.database import Table
from models.fields import EnumField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.site.tables import Region


class CustomerKind(Choice):
    """Who the file is about."""

    PERSON = "person", N_("Person")
    COMPANY = "company", N_("Company")


class CustomerLevel(Choice):
    """How the company rates a customer; a new file starts at C."""

    VIP = "vip", N_("VIP")
    A = "a", N_("Level A")
    B = "b", N_("Level B")
    C = "c", N_("Level C")


class CustomerStatus(Choice):
    """Whether the file is in use."""

    ACTIVE = "active", N_("Active")
    MERGED = "merged", N_("Merged into another file")
    CLOSED = "closed", N_("Account closed")


class Customer(Table):
    """A customer file; every user of the products has one."""

    kind = EnumField(CustomerKind, default=CustomerKind.PERSON, verbose_name=N_("Kind"))
    name = peewee.CharField(max_length=120, verbose_name=N_("Customer name"))
    pinyin = peewee.CharField(max_length=240, default="")
    initials = peewee.CharField(max_length=60, default="")
    level = EnumField(CustomerLevel, default=CustomerLevel.C, verbose_name=N_("Level"))
    region = optional_reference(Region, verbose_name=N_("Region"))
    city = peewee.CharField(max_length=60, default="", verbose_name=N_("City"))
    address = peewee.CharField(max_length=240, default="", verbose_name=N_("Address"))
    email = peewee.CharField(max_length=120, default="", verbose_name=N_("E-mail"))
    timezone = peewee.CharField(max_length=40, null=True, verbose_name=N_("Time zone"))
    note = peewee.TextField(default="", verbose_name=N_("Note"))
    status = EnumField(CustomerStatus, default=CustomerStatus.ACTIVE)
    merged_into = optional_reference("self")
    external_key = peewee.CharField(max_length=80, null=True, unique=True)
    version = peewee.IntegerField(default=1)
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "customer"
        indexes = ((("region", "id"), False),)


class Contact(Table):
    """Someone who speaks for a customer."""

    customer = reference(Customer, index=True)
    name = peewee.CharField(max_length=60, verbose_name=N_("Contact"))
    pinyin = peewee.CharField(max_length=120, default="")
    initials = peewee.CharField(max_length=30, default="")
    title = peewee.CharField(max_length=60, default="", verbose_name=N_("Position"))

    class Meta:
        table_name = "contact"


class ContactNumber(Table):
    """A customer's telephone number: normalised, its extension apart, its digits reversed for look-up by the last ones."""

    customer = reference(Customer)
    contact = optional_reference(Contact)
    number = peewee.CharField(max_length=24, verbose_name=N_("Telephone number"))
    extension = peewee.CharField(max_length=12, default="", verbose_name=N_("Extension"))
    reversed_digits = peewee.CharField(max_length=24)
    position = peewee.SmallIntegerField(default=0)

    class Meta:
        table_name = "contact_number"
        indexes = ((("customer", "number", "extension"), True), (("number",), False))
