"""Names as they are typed with a Chinese input method: full pinyin and initials, without tones."""

from __future__ import annotations

import re
import unicodedata

_READINGS = (
    "单shan 曾zeng 仇qiu 解xie 任ren 朴piao 查zha 盖ge 区ou 覃qin 缪miao 翟zhai 员yun 召shao 乐yue 折she 种chong 冼xian 祭zhai"
    " 宓mi 逄pang 隗wei 幺yao 么yao 华hua 纪ji 卜bu 柏bai 黑he 薄bo 呙guo 阚kan 过guo 句gou 那na 訾zi 於yu 宿su 谌chen 晟cheng"
    " 尹yin 臧zang 秘bi 繁po 葛ge 尉wei 佴nai 尉迟yu chi 万俟mo qi 长孙zhang sun 澹台tan tai 令狐ling hu 单于chan yu"
)
_SURNAMES = dict(re.findall(r"([\u3400-\u9fff]+)([a-z ]+)", _READINGS))
"""Surnames that are read otherwise than the same characters elsewhere; the library's dictionary has common words, not names."""
_LONGEST_NAME = 4
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_PIECES = re.compile(r"[a-z]+|[0-9]+")


def pinyin(name: str) -> tuple[str, str]:
    """The full pinyin and the initials of a name: 单小明 -> ("shanxiaoming", "sxm"); Latin words and digits stay as they are.

    ü is written v, as input methods have it. A surname read in its own way is known at the head of a name of up to 4 characters.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    if not _HAN.search(plain):
        return _joined(_latin(plain))
    surname = next((plain[:length] for length in (2, 1) if plain[:length] in _SURNAMES), "")
    if not surname or len(plain) > _LONGEST_NAME or not _HAN.fullmatch(plain):
        return _joined(_syllables(plain))
    return _joined(_SURNAMES[surname].split() + _syllables(plain[len(surname) :]))


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # costs 240 ms once, so it is loaded where the first name is written

    return [piece for part in lazy_pinyin(text) for piece in _latin(part)] if text else []


def _latin(text: str) -> list[str]:
    """The words and numbers of a text in small letters without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _PIECES.findall(bare)


def _joined(pieces: list[str]) -> tuple[str, str]:
    return "".join(pieces), "".join(piece if piece.isdigit() else piece[0] for piece in pieces)
