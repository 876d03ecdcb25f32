"""Tables of the product catalogue and of what customers own."""

from __future__ import annotations

import peewee

from models.customers.tables import Customer
from models.database import Table
from models.fields import UtcDateTimeField, reference
from models.i18n import N_


class ProductModel(Table):
    """A model in the catalogue; an empty warranty term means the site's own default applies."""

    code = peewee.CharField(max_length=40, unique=True, verbose_name=N_("Model"))
    name = peewee.CharField(max_length=80, verbose_name=N_("Product"))
    pinyin = peewee.CharField(max_length=160, default="")
    initials = peewee.CharField(max_length=40, default="")
    family = peewee.CharField(max_length=60, default="", verbose_name=N_("Product family"))
    specification = peewee.TextField(default="", verbose_name=N_("Specification"))
    refund_days = peewee.IntegerField(null=True, verbose_name=N_("Refund within days"))
    exchange_days = peewee.IntegerField(null=True, verbose_name=N_("Exchange within days"))
    free_repair_months = peewee.IntegerField(null=True, verbose_name=N_("Free repair for months"))
    on_site_service = peewee.BooleanField(default=True, verbose_name=N_("On-site service"))
    active = peewee.BooleanField(default=True, verbose_name=N_("In use"))
    external_key = peewee.CharField(max_length=80, null=True, unique=True)

    class Meta:
        table_name = "product_model"


class OwnedProduct(Table):
    """One product that a customer owns."""

    customer = reference(Customer, index=True)
    model = reference(ProductModel)
    serial_number = peewee.CharField(max_length=60, default="", verbose_name=N_("Serial number"))
    purchased_on = peewee.DateField(null=True, verbose_name=N_("Bought on"))
    delivered_on = peewee.DateField(null=True, verbose_name=N_("Delivered on"))
    note = peewee.CharField(max_length=240, default="", verbose_name=N_("Note"))
    active = peewee.BooleanField(default=True, verbose_name=N_("Still the customer's"))
    external_key = peewee.CharField(max_length=80, null=True, unique=True)
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "owned_product"
