"""Compiles the message catalogues: one .po per room and language into the one .mo that gettext reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "models" / "locale"


def merged(language: Path) -> Catalog:
    """All rooms' messages of one language; the same message in two rooms must say the same.

    Raises ValueError naming the message where two rooms disagree.
    """
    whole = Catalog(locale=language.name)
    for room in sorted(language.glob("*.po")):
        with room.open("rb") as file:
            for message in read_po(file, locale=language.name):
                if not message.id:
                    continue
                known = whole.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    raise ValueError(f"{room}: {message.id!r} is translated differently in another room")
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def compile_all() -> list[Path]:
    """Writes LC_MESSAGES/workstation.mo for every language; returns the files written."""
    written = []
    for language in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        target = language / "LC_MESSAGES" / "workstation.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, merged(language))
        written.append(target)
    return written


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand or by the tests, outside a build
    pass
else:

    class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
        """Compiles before hatchling gathers the files of a wheel or links an editable install."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            compile_all()


if __name__ == "__main__":
    for path in compile_all():
        print(path)
