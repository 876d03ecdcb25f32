"""Names are found by what an input method would take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pinyin import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张小明", "zhangxiaoming", "zxm"),
        ("单田芳", "shantianfang", "stf"),
        ("曾志伟", "zengzhiwei", "zzw"),
        ("仇英", "qiuying", "qy"),
        ("解缙", "xiejin", "xj"),
        ("任贤齐", "renxianqi", "rxq"),
        ("区小明", "ouxiaoming", "oxm"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("吕布", "lvbu", "lb"),
        ("重庆百货大楼", "chongqingbaihuodalou", "cqbhdl"),
        ("单位食堂管理处", "danweishitangguanlichu", "dwstglc"),
        ("John Smith", "johnsmith", "js"),
        ("LX灯具 3 厂", "lxdengju3chang", "ldj3c"),
        ("José", "jose", "j"),
        ("😀", "", ""),
        ("", "", ""),
    ],
)
def test_full_pinyin_and_initials(name: str, full: str, initials: str) -> None:
    assert pinyin(name) == (full, initials)


@given(st.text(max_size=60))
def test_any_text_gives_plain_letters_and_digits(name: str) -> None:
    for text in pinyin(name):
        assert text == "" or (text.isascii() and text.isalnum() and text == text.lower())
