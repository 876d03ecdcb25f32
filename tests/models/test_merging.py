"""Two people on one record: nobody's change is lost, and only what both changed differently is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.merging import Side, merged

FIELDS = ("name", "level", "note")
values = st.sampled_from(["", "A", "B", "C"])
records = st.fixed_dictionaries(dict.fromkeys(FIELDS, values))
sides = st.fixed_dictionaries({field: st.sampled_from(Side) for field in FIELDS})


@given(records, records)
def test_alone_everybody_gets_what_was_typed(base: dict[str, str], mine: dict[str, str]) -> None:
    alone = merged(base, mine, base)
    assert (alone.values, alone.touched) == (mine, False)
    assert merged(base, base, mine).settled({}) == mine


@given(records, records, records)
def test_a_field_collides_where_both_changed_it_differently(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    found = merged(base, mine, theirs)
    for field in FIELDS:
        both = mine[field] != base[field] and theirs[field] != base[field] and mine[field] != theirs[field]
        assert (field in found.collisions) == both
        assert (field in found.values) != both
        assert (field in found.taken) == (theirs[field] != base[field] and not both)


@given(records, records, records)
def test_it_does_not_matter_who_came_first(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    one, other = merged(base, mine, theirs), merged(base, theirs, mine)
    assert (one.values, one.collisions) == (other.values, other.collisions)


@given(records, records, records, sides)
def test_what_was_settled_keeps_every_change(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str], chosen: dict[str, Side]
) -> None:
    found = merged(base, mine, theirs)
    settled = found.settled(chosen)
    assert settled.keys() == base.keys()
    for field in FIELDS:
        if field in found.collisions:
            expected = {Side.MINE: mine[field], Side.THEIRS: theirs[field], Side.BOTH: f"{theirs[field]}\n{mine[field]}"}
            assert settled[field] == expected[chosen[field]]
        else:
            changed = [value for value in (mine[field], theirs[field]) if value != base[field]]
            assert settled[field] == (changed[0] if changed else base[field])


@given(records, records, records, sides)
def test_saving_what_was_settled_asks_nothing_again(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str], chosen: dict[str, Side]
) -> None:
    settled = merged(base, mine, theirs).settled(chosen)
    again = merged(theirs, settled, theirs)
    assert (again.values, again.touched) == (settled, False)
