"""How people are put together: a team added or changed, and what somebody masters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from models.events.queries import events_of, touches
from models.events.tables import Subject
from models.fields import spec
from models.i18n import _
from models.people.staff import SkillRow, StaffRow, TeamRow, skill_levels, skills, teams
from models.people.tables import Skill, Team
from models.people.teams import HIGHEST_LEVEL, add_skill, add_team, edit_team, set_skills
from models.site.operations import SITE_ID
from screens.administration.asking import region_options
from screens.dialogs.choose import Choose
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.forms import Option
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskScreen

CODE, NAME, ACTIVE = spec(Team.code), spec(Team.name), spec(Team.active)
REGION = replace(spec(Team.region), name="region_id", required=False)
SKILL = (spec(Skill.code), spec(Skill.name))
DONE, NEW = 0, -1
"""No skill has these ids: the answers that end the list, and that add a skill to it."""


async def add(screen: DeskScreen) -> None:
    """Asks for a new team's particulars and adds it."""
    desk = screen.desk

    async def save(values: Values, _version: int | None) -> str:
        added = partial(add_team, region_id=values["region_id"], actor=screen.actor)
        await desk.door.ask(added, str(values["code"]), str(values["name"]))
        return ""

    fields = (Asked(CODE), Asked(NAME), Asked(REGION, options=await region_options(screen)))
    key = f"{screen.actor.staff_id}:team"
    if await desk.push_screen_wait(KeptForm(_("A new team"), fields, save, kept=desk.unsent, key=key)):
        desk.tell(_("The team was added; in the list of staff, e puts people into it."))


async def change(screen: DeskScreen, team: TeamRow) -> None:
    """Changes a team; where a colleague saved first, the two are put together field by field."""
    desk = screen.desk
    places = await region_options(screen, team.region_id)
    present, events = await desk.door.ask(_read, team.id)

    async def save(values: Values, over: int | None) -> str:
        edit = partial(edit_team, expected_events=over, actor=screen.actor, **values)
        await desk.door.ask(edit, team.id)
        return ""

    async def read() -> Latest:
        now, events_now = await desk.door.ask(_read, team.id)
        told = await desk.door.ask(touches, Subject.SITE, SITE_ID, kind="team_edited", having={"team": team.id})
        return Latest(events_now, _fields(now, places), told)

    key = f"{screen.actor.staff_id}:team:{team.id}"
    fields, versioned = _fields(present, places), Versioned(events, read)
    if await desk.push_screen_wait(KeptForm(team.code, fields, save, kept=desk.unsent, key=key, versioned=versioned)):
        desk.tell(_("The change is saved."))


def _read(team_id: int) -> tuple[TeamRow, int]:
    return next(row for row in teams(inactive=True) if row.id == team_id), events_of(Subject.SITE, SITE_ID)


def _fields(team: TeamRow, places: tuple[Option, ...]) -> tuple[Asked, ...]:
    return (Asked(NAME, team.name), Asked(REGION, team.region_id, places), Asked(ACTIVE, team.active))


async def choose_skills(screen: DeskScreen, person: StaffRow) -> None:
    """Raises skills level by level until the person is done, from not at all to the highest; nothing is written before."""
    desk = screen.desk
    before, known = await desk.door.ask(_skills, person.id)
    levels, picked = dict(before), NEW
    while (answer := await desk.push_screen_wait(_skill_dialog(person, known, levels, picked))) != DONE:
        if answer is None:
            return
        picked = answer
        if picked == NEW:
            await _new_skill(screen)
            _levels, known = await desk.door.ask(_skills, person.id)
        else:
            levels[picked] = (levels.get(picked, 0) + 1) % (HIGHEST_LEVEL + 1)
    mastered = {skill_id: level for skill_id, level in levels.items() if level}
    if mastered != before:
        write = partial(set_skills, expected_version=person.version, actor=screen.actor)
        await desk.door.ask(write, person.id, mastered)
        desk.tell(_("The change is saved."))


def _skills(staff_id: int) -> tuple[dict[int, int], list[SkillRow]]:
    return skill_levels(staff_id), skills()


def _skill_dialog(person: StaffRow, known: list[SkillRow], levels: dict[int, int], picked: int) -> Choose[int]:
    title = _("Skills of {name}: 1 knows it, 2 works alone, 3 teaches it").format(name=one_line(person.name))
    lines = [(row.id, f"[{levels.get(row.id) or ' '}] {one_line(row.name)}") for row in known]
    return Choose(title, [(DONE, _("Done")), *lines, (NEW, _("A skill that is not in the list"))], chosen=picked)


async def _new_skill(screen: DeskScreen) -> None:
    desk = screen.desk

    async def save(values: Values, _version: int | None) -> str:
        await desk.door.ask(add_skill, str(values["code"]), str(values["name"]), actor=screen.actor)
        return ""

    fields = tuple(Asked(column) for column in SKILL)
    await desk.push_screen_wait(KeptForm(_("A new skill"), fields, save, kept=desk.unsent, key=f"{screen.actor.staff_id}:skill"))
