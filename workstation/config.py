"""What a person or a site has chosen: command line before environment before the nearest configuration file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import platformdirs

from models.database import is_postgresql, sqlite_path
from models.i18n import Language, _
from workstation.files import read_toml
from workstation.refusal import Refusal

APP_NAME = "workstation"
FILE_NAME = "workstation.toml"
DATABASE_VARIABLE = "WORKSTATION_DATABASE"
LANGUAGE_VARIABLE = "WORKSTATION_LANGUAGE"
CONFIG_VARIABLE = "WORKSTATION_CONFIG"

LANGUAGE_WORDS = {
    "zh_cn": Language.CHINESE,
    "zh-cn": Language.CHINESE,
    "zh": Language.CHINESE,
    "中文": Language.CHINESE,
    "en": Language.ENGLISH,
    "english": Language.ENGLISH,
}
WORDS = {"colours": ("dark", "contrast", "sixteen"), "borders": ("lines", "ascii"), "bell": ("on", "off")}
"""How the desk looks and sounds: each key with the words it takes, the default first."""
KEYS = ("database", "language", *WORDS)
OWN_KEYS = "keys"
"""The table of a person's own keys: command id = "key"; the desk says which of them it can't use."""


class BadSetting(Refusal):
    """A configuration file, variable or option holds what this program can't use."""


@dataclass(frozen=True)
class Settings:
    """Where the site's database is and which language was asked for.

    `own_database` says that nobody named a database: the embedded one in the user's data folder, which makes and migrates itself.
    `chosen_language` is None where only the machine's locale speaks. `colours`, `borders` and `bell` hold one of their `WORDS`.
    `keys` are other keys for commands, by their id; a nearer file's wins, command by command.
    """

    database: str
    own_database: bool
    chosen_language: Language | None
    colours: str = WORDS["colours"][0]
    borders: str = WORDS["borders"][0]
    bell: str = WORDS["bell"][0]
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of whoever has not signed in yet."""
        return self.chosen_language or machine_language()


def machine_language() -> Language:
    """The language that the machine's locale asks for."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return Language.of_locale(next(filter(None, named), None))


def data_folder() -> Path:
    """Where the embedded database of this user lies."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False)


def state_folder() -> Path:
    """Where this user's log and drafts lie."""
    return platformdirs.user_state_path(APP_NAME, appauthor=False)


def exports_folder() -> Path:
    """Where this user's desk writes registers and forms."""
    return platformdirs.user_documents_path() / APP_NAME


def anchors_folder(url: str) -> str:
    """The name of the folder in `state_folder` that knows how far the event log of the database `url` went at its last check."""
    return f"anchors-{hashlib.sha256(shown_url(url).encode()).hexdigest()[:8]}"


def drafts_file(url: str) -> str:
    """The name of the file in `state_folder` that keeps what is not in the database `url` yet: one for each database.

    A call for one site must never go into another one's database, nor a text about its ticket 12 be offered at the other's.
    """
    return f"drafts-{hashlib.sha256(shown_url(url).encode()).hexdigest()[:8]}.db"


def config_files() -> list[Path]:
    """The configuration files that exist, nearest first: this folder or one above it, the user's, the machine's."""
    here = Path.cwd()
    nearest = next((folder / FILE_NAME for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()), None)
    users = platformdirs.user_config_path(APP_NAME, appauthor=False) / FILE_NAME
    machines = platformdirs.site_config_path(APP_NAME, appauthor=False) / FILE_NAME
    return [path for path in (nearest, users, machines) if path is not None and path.is_file()]


def load(*, database: str | None = None, language: str | None = None, file: Path | None = None) -> Settings:
    """The settings in force; arguments are what was typed, `file` replaces the search for configuration files.

    Raises BadSetting naming the file and the key, or the variable, that can't be used.
    """
    named = file or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    values: dict[str, str] = {}
    keys: dict[str, str] = {}
    for path in [named] if named else config_files():
        found, found_keys = _read(path)
        values, keys = found | values, found_keys | keys
    if os.environ.get(LANGUAGE_VARIABLE):
        values["language"] = language_of(os.environ[LANGUAGE_VARIABLE], LANGUAGE_VARIABLE).value
    if os.environ.get(DATABASE_VARIABLE):
        values["database"] = database_url(os.environ[DATABASE_VARIABLE], DATABASE_VARIABLE)
    for key in WORDS:
        variable = f"WORKSTATION_{key.upper()}"
        if os.environ.get(variable):
            values[key] = _word(key, os.environ[variable], variable)
    if language is not None:
        values["language"] = language_of(language, "--language").value
    if database is not None:
        values["database"] = database_url(database, "--database")
    own = "database" not in values
    return Settings(
        database=embedded_url() if own else values["database"],
        own_database=own,
        chosen_language=Language(values["language"]) if "language" in values else None,
        **{key: values[key] for key in WORDS if key in values},
        keys=keys,
    )


def embedded_url() -> str:
    """The URL of the embedded database in the user's data folder."""
    return _sqlite_url(data_folder() / "site.db")


def _read(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """One configuration file, checked, and its own keys; a relative database path counts from the file's own folder."""
    try:
        found: Mapping[str, Any] = read_toml(path)
    except Refusal as error:
        raise BadSetting(error.sentence) from error
    own_keys = _own_keys(found.get(OWN_KEYS, {}), path)
    for key, value in found.items():
        if key == OWN_KEYS:
            continue
        if key not in KEYS:
            known = ", ".join((*KEYS, OWN_KEYS))
            raise BadSetting(_("{file}: {key} is not a setting. There are: {known}.").format(file=path, key=key, known=known))
        if not isinstance(value, str) or not value:
            raise BadSetting(_("{file}: {key} must be a text.").format(file=path, key=key))
    values = {key: value for key, value in found.items() if key != OWN_KEYS}
    if "language" in values:
        values["language"] = language_of(values["language"], f"{path}: language").value
    for key in WORDS.keys() & values.keys():
        values[key] = _word(key, values[key], f"{path}: {key}")
    if "database" in values:
        values["database"] = database_url(values["database"], f"{path}: database", folder=path.resolve().parent)
    return values, own_keys


def _own_keys(table: object, path: Path) -> dict[str, str]:
    """The table of own keys; an id may be written without quotes, which TOML takes for a table in a table."""
    keys: dict[str, str] = {}
    for name, value in table.items() if isinstance(table, dict) else ((OWN_KEYS, None),):
        for end, key in value.items() if isinstance(value, dict) else (("", value),):
            if not isinstance(key, str):
                raise BadSetting(_('{file}: [keys] must hold lines like ticket.claim = "Ctrl+Y".').format(file=path))
            keys[f"{name}.{end}" if end else name] = key
    return keys


def language_of(word: str, where: str) -> Language:
    """The language that a word names. Raises BadSetting naming `where` it was written."""
    language = LANGUAGE_WORDS.get(word.strip().lower())
    if language is None:
        raise BadSetting(
            _("{where}: {value} is not a language of this program. There are: zh, en.").format(where=where, value=word)
        )
    return language


def _word(key: str, text: str, where: str) -> str:
    """One of the words that a key takes. Raises BadSetting naming `where` another was written."""
    word = text.strip().lower()
    if word not in WORDS[key]:
        words = ", ".join(WORDS[key])
        raise BadSetting(_("{where}: {value} can't be chosen. There are: {words}.").format(where=where, value=text, words=words))
    return word


def database_url(text: str, where: str, *, folder: Path | None = None) -> str:
    """A database URL with an absolute path, from a URL or a plain file path. Raises BadSetting naming `where` it was written."""
    if is_postgresql(text):
        return text
    if not text.strip() or ("://" in text and not text.startswith("sqlite:///")):
        shown = text.split("://")[0]
        problem = _("{where}: {value} is no database this program knows; use sqlite:///FILE or postgresql://…")
        raise BadSetting(problem.format(where=where, value=shown))
    path = sqlite_path(text).expanduser()
    return _sqlite_url(path if path.is_absolute() else (folder or Path.cwd()) / path)


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{quote(str(path))}"


def shown_url(url: str) -> str:
    """A database URL fit to be shown: without a password, an SQLite file as its path."""
    if not is_postgresql(url):
        return str(sqlite_path(url))
    scheme, rest = url.split("://", 1)
    login, at, place = rest.rpartition("@")
    return f"{scheme}://{login.split(':')[0]}{at}{place.split('?')[0]}"
