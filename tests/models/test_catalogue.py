"""A catalogue says what gettext says, message by message."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from models.catalogue import Catalogue
from models.i18n import DOMAIN, LOCALE_FOLDER

COMPILED = sorted(LOCALE_FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.parts[-3])
def test_every_message_is_found_as_gettext_finds_it(path: Path) -> None:
    with path.open("rb") as file:
        whole = gettext.GNUTranslations(file)
    ours = Catalogue(path.read_bytes())
    messages = whole._catalog  # type: ignore[attr-defined]
    singles = [message for message in messages if isinstance(message, str) and message]
    assert len(singles) > 2_000
    assert [ours.gettext(message) for message in singles] == [whole.gettext(message) for message in singles]
    assert whole.info()["plural-forms"].startswith("nplurals=1")


def test_a_message_with_a_plural_has_one_form_and_an_unknown_one_stays_english(tmp_path: Path) -> None:
    catalog = Catalog(locale="zh_CN")
    catalog.add(("{n} day", "{n} days"), ("{n} 天",))
    for message in ("", "day", "{n} day or two", "天"):
        catalog.add(message, f"<{message}>")
    with (tmp_path / "some.mo").open("wb") as file:
        write_mo(file, catalog)
    ours = Catalogue((tmp_path / "some.mo").read_bytes())
    assert [ours.ngettext("{n} day", "{n} days", count) for count in (0, 1, 2)] == ["{n} 天"] * 3
    assert [ours.gettext(message) for message in ("day", "天", "nothing", "zzz", "a")] == ["<day>", "<天>", "nothing", "zzz", "a"]
    assert [ours.ngettext("cat", "cats", count) for count in (1, 2)] == ["cat", "cats"]


@pytest.mark.parametrize(("count", "said"), [(1, "one"), (2, "many")])
def test_without_a_catalogue_everything_is_as_the_source_says_it(count: int, said: str) -> None:
    nothing = Catalogue()
    assert (nothing.gettext("some"), nothing.ngettext("one", "many", count)) == ("some", said)
