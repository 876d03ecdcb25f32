"""A case's documents and the statistics, written as workbooks that can be printed and signed."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from models.complaints.documents import DocumentKind
from models.i18n import N_, _
from models.site.days import Days
from models.site.exports import ExportKind
from screens.complaints.cases import Case
from screens.complaints.filling import about
from screens.desk import DeskScreen
from screens.registers.naming import ask_place

WORKBOOK = N_("Name of the file, ending in .xlsx. It goes into the folder {folder}")
FILE_SECONDS = 20


async def write_documents(screen: DeskScreen, case: Case) -> None:
    """Asks for one of a case's documents or all of them, then where, and writes them."""
    desk = screen.desk
    kinds = tuple(DocumentKind)
    options = [(kinds, _("All of them, a sheet each")), *(((kind,), kind.label) for kind in kinds)]
    chosen = await desk.choose(about(case, _("Which document?")), options)
    if chosen is None:
        return
    place = await ask_place(desk, f"{case.number}-{_file_word(chosen)}.xlsx", _(WORKBOOK))
    if place is not None:
        write = partial(place.files.complaint_documents, actor=screen.actor, overwrite=place.taken)
        _written(screen, await desk.door.ask_in_background(write, case.id, chosen, place.name))


def _file_word(kinds: tuple[DocumentKind, ...]) -> str:
    return kinds[0].label if len(kinds) == 1 else _("documents")


async def write_statistics(screen: DeskScreen, first: date, last: date) -> None:
    """Asks where and writes the statistics of the cases opened on these days, by every dimension."""
    desk = screen.desk
    proposed = f"{ExportKind.COMPLAINT_STATISTICS.label}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    place = await ask_place(desk, proposed, _(WORKBOOK))
    if place is not None:
        write = partial(place.files.complaint_statistics, actor=screen.actor, overwrite=place.taken)
        _written(screen, await desk.door.ask_in_background(write, Days(first, last), place.name))


def _written(screen: DeskScreen, path: Path) -> None:
    told = _("Written: {file}").format(file=path)
    screen.desk.notify(told, timeout=FILE_SECONDS, markup=False)
    screen.database_changed()
