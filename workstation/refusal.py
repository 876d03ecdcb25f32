"""A refusal of the roof: a file, a setting or an argument that can't be used, as the one sentence a person reads."""

from __future__ import annotations


class Refusal(Exception):
    """Something asked for at the command line was not done; `sentence` says what and why, in the reader's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
