"""What can be asked of the figures: a period's, whole or cut by time, agent, region, team or category; and the backlog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from models import clock, database
from models.complaints.tables import Cause
from models.fields import to_stored
from models.i18n import N_, _
from models.periods import Period
from models.reports import tallies
from models.reports.definitions import DEFINITIONS, Figure, Rules, Source
from models.reports.tallies import BY_TIME, EVERYTHING, Counts, Cut, Dimension
from models.site.queries import setting
from models.site.settings import SettingName
from models.tickets.categories import category_name


@dataclass(frozen=True)
class FigureRow:
    """The figures of one day, hour, agent …; `key` is its id, its date or its word, None for what has none and for the whole.

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
    if by is Dimension.CAUSE and Figure.COMPLAINT_RATE in wanted:
        _divide_by_all_solved(counts, period, cut)
        known.add(Source.TICKETS)
    sensible = _OF_CAUSES if by is Dimension.CAUSE else frozenset(Figure)
    labels = _labels(by)
    rows = [
        FigureRow(
            key,  # type: ignore[arg-type]
            labels(key),
            {figure: _value(figure, tally, known) if figure in sensible else None for figure in Figure if figure in wanted},
        )
        for key, tally in counts.items()
    ]
    return sorted(rows, key=lambda row: (row.key is None, row.label, str(row.key)))


_OF_CAUSES = frozenset({Figure.COMPLAINTS, Figure.COMPLAINT_RATE, Figure.REPEAT_COMPLAINTS})
"""What can be said of the cause of complaints."""


def _divide_by_all_solved(counts: dict[object, Counter[str]], period: Period, cut: Cut) -> None:
    """Every cause's complaints are compared with all tickets solved: a ticket has no cause of complaint."""
    solved = tallies.tickets(to_stored(clock.now())).counted(period, cut, None)[None]["solved"]
    for tally in counts.values():
        tally["solved"] = solved


def _value(figure: Figure, tally: Counter[str], known: set[Source]) -> float | None:
    definition = DEFINITIONS[figure]
    return definition.value(tally) if known.issuperset(definition.sources) else None


def registers(source: Source) -> tuple[tallies.Register, ...]:
    """The registers that a source is counted from, under the site's rules; agents' states are counted otherwise."""
    if source is Source.CALLS:
        return (tallies.calls(rules()),)
    return (tallies.tickets(to_stored(clock.now())),) if source is Source.TICKETS else tallies.REGISTERS[source]


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
    counting = registers(source)
    if not all(register.knows(cut, by) for register in counting):
        return None
    found = _bucketed([register.counted(period, cut, by) for register in counting], bucket)
    if source is Source.TICKETS and Figure.NINETY_TO_SOLVE in wanted:
        for key, time in tallies.ninety(counting[0], period, cut, by, bucket or str).items():
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
    elif by is Dimension.PRODUCT:
        names = {id_: f"{code} {name}" for id_, code, name in database.rows("SELECT id, code, name FROM product_model")}
    elif by is Dimension.CAUSE:
        names = {cause.value: cause.label for cause in Cause}
    elif by is Dimension.CATEGORY:
        names = {id_: category_name(code, name) for id_, code, name in database.rows("SELECT id, code, name FROM category")}
    else:
        names = dict(database.rows("SELECT id, name FROM region" if by is Dimension.REGION else "SELECT id, name FROM team"))
    none = {
        Dimension.AGENT: N_("nobody"),
        Dimension.REGION: N_("no region"),
        Dimension.TEAM: N_("no team"),
        Dimension.PRODUCT: N_("no product"),
        Dimension.CAUSE: N_("not found yet"),
    }
    return lambda key: names.get(key) or _(none.get(by, N_("no category")))


AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))


@dataclass(frozen=True)
class AgeRow:
    """Open tickets younger than `below` and not younger than the row before; None is the last row's bound."""

    below: timedelta | None
    count: int


_OF_OPEN = {
    Dimension.REGION: "t.region_id",
    Dimension.TEAM: "t.team_id",
    Dimension.AGENT: "t.owner_id",
    Dimension.PRODUCT: "o.model_id",
    Dimension.CATEGORY: "t.category_id",
}


def backlog(*, cut: Cut = EVERYTHING) -> list[AgeRow]:
    """The tickets that are open now, by how long ago they were opened; a ticket has no cause of complaint to cut by."""
    if Dimension.CAUSE in cut.asked:
        return []
    now = clock.now()
    conditions = "".join(f" AND {_OF_OPEN[name]} = ?" for name in cut.asked)
    cases = " ".join(f"WHEN t.opened_at > ? THEN {place}" for place in range(len(AGES)))
    bounds = tuple(to_stored(now - age) for age in AGES)
    found = dict(
        database.rows(
            f"SELECT CASE {cases} ELSE {len(AGES)} END, count(*) FROM ticket t"
            f' LEFT JOIN owned_product o ON o.id = t.owned_product_id WHERE t."open"{conditions} GROUP BY 1',
            (*bounds, *cut.asked.values()),
        )
    )
    return [AgeRow(below, found.get(place, 0)) for place, below in enumerate((*AGES, None))]
