"""Tables of the site itself: its name, zone and settings, and its regional centres."""

from __future__ import annotations

import peewee

from models.database import Table
from models.fields import UtcDateTimeField, optional_reference
from models.i18n import N_, Language


class Site(Table):
    """The one company that this database belongs to (a single row)."""

    name = peewee.CharField(max_length=60, verbose_name=N_("Site name"))
    language = peewee.CharField(max_length=8, default=Language.CHINESE.value, verbose_name=N_("Language"))
    timezone = peewee.CharField(max_length=40, default="Asia/Shanghai", verbose_name=N_("Time zone"))
    phone_country = peewee.CharField(max_length=2, default="CN", verbose_name=N_("Country of numbers"))
    area_code = peewee.CharField(max_length=6, default="", verbose_name=N_("Own area code"))
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "site"


class Setting(Table):
    """A site's own value for one named default, as JSON; absent means the default stands."""

    name = peewee.CharField(max_length=60, primary_key=True)
    value = peewee.TextField()
    changed_at = UtcDateTimeField()

    class Meta:
        table_name = "setting"


class Region(Table):
    """A regional centre; staff, customers and tickets belong to one."""

    code = peewee.CharField(max_length=20, unique=True, verbose_name=N_("Region code"))
    name = peewee.CharField(max_length=60, verbose_name=N_("Region"))
    parent = optional_reference("self")
    active = peewee.BooleanField(default=True)

    class Meta:
        table_name = "region"
