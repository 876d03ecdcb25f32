"""Where a file goes: into the one folder of this person's exports, under a name that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from models.i18n import _
from screens.desk import DeskApp
from screens.registers.files import RegisterFiles


@dataclass(frozen=True)
class Place:
    """A file to be written; `taken` says that there is one of the name, which is to be replaced."""

    files: RegisterFiles
    name: str
    taken: bool


async def ask_place(desk: DeskApp, proposed: str, question: str) -> Place | None:
    """Asks for a name (the question names the {folder}); None where the person went back or the desk writes no files."""
    files = desk.files
    if files is None:
        desk.tell(_("This desk can write no files."))
        return None
    taken = False

    async def look(name: str) -> None:
        nonlocal taken
        taken = files.taken(name)

    name = await desk.ask_text(question.format(folder=files.folder), value=proposed, limit=120, save=look)
    if name is None:
        return None
    if taken and not await desk.confirm(_("There is a file of this name already. Replace it?"), danger=True):
        return None
    return Place(files, name, taken)
