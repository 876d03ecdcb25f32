"""What can be asked of the figures: a period's, whole or cut by time, agent, region, team or category; and the backlog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from models import clock, database
from models.fields import to_stored
from models.i18n import N_, _
from models.reports import tallies
from models.reports.definitions import DEFINITIONS, Figure, Rules, Source
from models.reports.periods import Period
from models.reports.tallies import BY_TIME, EVERYTHING, Counts, Cut, Dimension
from models.site.queries import setting
from models.site.settings import SettingName
from models.tickets.categories import category_name


@dataclass(frozen=True)
class FigureRow:
    """The figures of one day, hour, agent …; `key` is its id or its date, None for what has none and for the whole.

    `values` are None where there is nothing to divide by, or where the figure can't be cut that way. Units as defined.
    """

    key: str | int | None
    label: str
    values: dict[Figure, float | None]


def rules() -> Rules:
    """What the site decided about counting calls."""
    return Rules(setting(SettingName.SERVICE_LEVEL_SECONDS), setting(SettingName.SHORT_ABANDON_SECONDS))


def figures(period: Period, *, cut: Cut = EVERYTHING, wanted: Collection[Figure] = tuple(Figure)) -> FigureRow:
    """The figures of a whole period."""
    return _rows(period, cut, None, wanted)[0]


def figures_by(
    by: Dimension, period: Period, *, cut: Cut = EVERYTHING, wanted: Collection[Figure] = tuple(Figure)
) -> list[FigureRow]:
    """The figures of a period, cut: by time in its order, else by name with what has none at the end."""
    return _rows(period, cut, by, wanted)


def _rows(period: Period, cut: Cut, by: Dimension | None, wanted: Collection[Figure]) -> list[FigureRow]:
    bucket = {Dimension.DAY: period.day, Dimension.HOUR: period.hour}.get(by) if by is not None else None
    sources = {source for figure in wanted for source in DEFINITIONS[figure].sources}
    counts: dict[object, Counter[str]] = {} if by else {None: Counter()}
    known: set[Source] = set()
    for source in sources:
        found = _counted(source, period, cut, by, wanted, bucket)
        if found is not None:
            known.add(source)
            for key, tally in found.items():
                counts.setdefault(key, Counter()).update(tally)
    labels = _labels(by)
    rows = [
        FigureRow(
            key,  # type: ignore[arg-type]
            labels(key),
            {figure: _value(figure, tally, known) for figure in Figure if figure in wanted},
        )
        for key, tally in counts.items()
    ]
    return sorted(rows, key=lambda row: (row.key is None, row.label, str(row.key)))


def _value(figure: Figure, tally: Counter[str], known: set[Source]) -> float | None:
    definition = DEFINITIONS[figure]
    return definition.value(tally) if known.issuperset(definition.sources) else None


def _counted(
    source: Source,
    period: Period,
    cut: Cut,
    by: Dimension | None,
    wanted: Collection[Figure],
    bucket: Callable[[int], str] | None,
) -> dict[object, Counter[str]] | None:
    """A register's counts by bucket or id; None where it can't be cut that way."""
    if source is Source.STATES:
        return _bucketed([tallies.states(period, cut, by)], bucket) if tallies.states_know(cut, by) else None
    now = to_stored(clock.now())
    if source is Source.CALLS:
        registers: tuple[tallies.Register, ...] = (tallies.calls(rules()),)
    elif source is Source.TICKETS:
        registers = (tallies.tickets(now),)
    else:
        registers = tallies.REGISTERS[source]
    if not all(register.knows(cut, by) for register in registers):
        return None
    found = _bucketed([register.counted(period, cut, by) for register in registers], bucket)
    if source is Source.TICKETS and Figure.NINETY_TO_SOLVE in wanted:
        for key, time in tallies.ninety(registers[0], period, cut, by, bucket or str).items():
            found[key] |= Counter({"ninety": time, "ninety_known": 1})
    return found


def _bucketed(parts: list[Counts], bucket: Callable[[int], str] | None) -> dict[object, Counter[str]]:
    whole: dict[object, Counter[str]] = {}
    for part in parts:
        for key, tally in part.items():
            whole.setdefault(bucket(key) if bucket is not None and key is not None else key, Counter()).update(tally)
    return whole


def _labels(by: Dimension | None) -> Callable[[object], str]:
    """How the keys of a cut are called."""
    if by is None or by in BY_TIME:
        return lambda key: f"{key}:00" if by is Dimension.HOUR else str(key or "")
    names: dict[object, str] = {}
    if by is Dimension.AGENT:
        names = {id_: f"{number} {name}" for id_, number, name in database.rows("SELECT id, number, name FROM staff")}
    elif by is Dimension.CATEGORY:
        names = {id_: category_name(code, name) for id_, code, name in database.rows("SELECT id, code, name FROM category")}
    else:
        names = dict(database.rows("SELECT id, name FROM region" if by is Dimension.REGION else "SELECT id, name FROM team"))
    none = {Dimension.AGENT: N_("nobody"), Dimension.REGION: N_("no region"), Dimension.TEAM: N_("no team")}
    return lambda key: names.get(key) or _(none.get(by, N_("no category")))


AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))


@dataclass(frozen=True)
class AgeRow:
    """Open tickets younger than `below` and not younger than the row before; None is the last row's bound."""

    below: timedelta | None
    count: int


def backlog(*, cut: Cut = EVERYTHING) -> list[AgeRow]:
    """The tickets that are open now, by how long ago they were opened."""
    now = clock.now()
    columns = {
        Dimension.REGION: "region_id",
        Dimension.TEAM: "team_id",
        Dimension.AGENT: "owner_id",
        Dimension.CATEGORY: "category_id",
    }
    conditions = "".join(f" AND {columns[name]} = ?" for name in cut.asked)
    cases = " ".join(f"WHEN opened_at > ? THEN {place}" for place in range(len(AGES)))
    bounds = tuple(to_stored(now - age) for age in AGES)
    found = dict(
        database.rows(
            f'SELECT CASE {cases} ELSE {len(AGES)} END, count(*) FROM ticket WHERE "open"{conditions} GROUP BY 1',
            (*bounds, *cut.asked.values()),
        )
    )
    return [AgeRow(below, found.get(place, 0)) for place, below in enumerate((*AGES, None))]
