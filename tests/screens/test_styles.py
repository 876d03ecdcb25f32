"""Style sheets are parsed once for each set of colours, however many there are."""

from __future__ import annotations

import pytest
from textual.css import stylesheet

from screens.styles import ParsedOnce

SOURCES = 100


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that Textual has parsed."""
    found: list[str] = []
    parse = stylesheet.parse

    def taken_down(scope: str, css: str, *arguments: object, **named: object) -> object:
        found.append(css)
        return parse(scope, css, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(stylesheet, "parse", taken_down)
    return found


def test_each_source_is_parsed_once_and_again_for_other_colours(parsed: list[str]) -> None:
    styles = ParsedOnce(variables={"ink": "red"})
    for number in range(SOURCES):
        styles.add_source(f".a{number} {{ color: $ink; }}", read_from=("here", str(number)))
    assert len(styles.rules) == len(parsed) == SOURCES

    styles.add_source(".more { color: $ink; }", read_from=("here", "more"))
    styles.set_variables({"ink": "red"})
    styles.reparse()
    assert len(styles.rules) == len(parsed) == SOURCES + 1

    styles.set_variables({"ink": "blue"})
    styles.reparse()
    assert len(parsed) == 2 * (SOURCES + 1)
    assert {rule.styles.color.css for rule in styles.rules} == {"rgb(0,0,255)"}
