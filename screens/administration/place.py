"""What the site itself is: its name, first language, zone, and where its bare telephone numbers belong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from models.events.queries import events_of, touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import N_, Language, _
from models.site.operations import SITE_ID, edit_site
from models.site.queries import SiteRow, site
from models.site.tables import Site
from screens.administration.rows import AREA_AS, COUNTRY_AS, ZONE_AS
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.forms import Option
from screens.plain import plain

if TYPE_CHECKING:
    from screens.desk import DeskScreen

NAME = spec(Site.name)
LANGUAGE = replace(spec(Site.language), required=True, help=N_("Of everybody who has not chosen one."))
ZONE = replace(spec(Site.timezone), required=True, help=ZONE_AS)
COUNTRY = replace(spec(Site.phone_country), required=True, help=COUNTRY_AS)
AREA = replace(spec(Site.area_code), help=AREA_AS)
LANGUAGES = tuple(Option(language, language.own_name) for language in Language)


async def change_site(screen: DeskScreen) -> None:
    """Changes what the site is; this desk takes it over at once."""
    desk = screen.desk
    here, events = await desk.door.ask(_read)

    async def save(values: Values, over: int | None) -> str:
        edit = partial(
            edit_site,
            name=str(values["name"]),
            language=cast(Language, values["language"]),
            timezone=str(values["timezone"]),
            phone_country=str(values["phone_country"]),
            area_code=str(values["area_code"]),
            expected_events=over,
            actor=screen.actor,
        )
        await desk.door.ask(edit)
        return ""

    async def read() -> Latest:
        now, events_now = await desk.door.ask(_read)
        return Latest(events_now, _fields(now), await desk.door.ask(touches, Subject.SITE, SITE_ID, kind="edited"))

    intro = plain(
        _("Other desks show the name and the time zone after their next start. Numbers on file and calendars stay as they are.")
    )
    key = f"{screen.actor.staff_id}:site"
    versioned = Versioned(events, read)
    form = KeptForm(_("The site"), _fields(here), save, kept=desk.unsent, key=key, intro=intro, versioned=versioned)
    if await desk.push_screen_wait(form):
        here = await desk.door.ask(site)
        desk.zone = here.zone
        desk.show_status(replace(desk.status, site=here.name))
        desk.tell(_("The change is saved."))


def _read() -> tuple[SiteRow, int]:
    return site(), events_of(Subject.SITE, SITE_ID)


def _fields(here: SiteRow) -> tuple[Asked, ...]:
    return (
        Asked(NAME, here.name),
        Asked(LANGUAGE, here.language, LANGUAGES),
        Asked(ZONE, here.timezone),
        Asked(COUNTRY, here.phone_country),
        Asked(AREA, here.dialled_area_code),
    )
