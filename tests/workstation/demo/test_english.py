"""An English demo speaks English from head to foot; every Chinese word of the demo has its English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from models.i18n import Language, use_language
from workstation import demo
from workstation.demo import names
from workstation.demo.wording import said

HAN = re.compile("[\u4e00-\u9fff]")
FOLDER = Path(demo.__file__).parent
NOT_SAID = {"转", *["跳闸", "不亮", "停电", "影响生产", "不敢再动"]}
"""A sign for an extension, and words by which urgent troubles are told."""


def written() -> Iterator[str]:
    """The Chinese texts of the demo's modules; those that names are put together from are English words of their own."""
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        told = {id(node.body[0]) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)}
        explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and id(node) in told}
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in explained | parts:
                continue
            if HAN.search(node.value) and node.value not in NOT_SAID:
                yield node.value


def test_every_word_has_its_english_one() -> None:
    use_language(Language.ENGLISH)
    assert [text for text in (*written(), *names.POSITIONS) if HAN.search(said(text))] == []


def test_people_companies_and_addresses_are_english() -> None:
    use_language(Language.ENGLISH)
    random = Random(7)
    made = [
        make
        for _n in range(50)
        for city in names.CITIES[:4]
        for make in (names.company(random, city), names.address(random, city))
    ]
    assert [text for text in (*made, *(names.person(random) for _n in range(50))) if not text.isascii()] == []


def test_a_chinese_demo_says_its_own_words() -> None:
    use_language(Language.CHINESE)
    assert said("杭州") == "杭州"
    assert HAN.search(names.person(Random(7)))
