"""Passwords that the program makes up."""

from __future__ import annotations

import pytest

from models.people import passwords
from models.people.passwords import hasher


@pytest.mark.parametrize("shortest", [6, 19, 20, 64])
def test_a_generated_password_is_strong_as_long_as_asked_and_never_the_same(shortest: int) -> None:
    one, other = passwords.generated(shortest), passwords.generated(shortest)
    passwords.require_strong(one, number="2001", name="李娜", shortest=shortest)
    assert one != other


def test_a_site_hashes_at_the_strength_that_rfc_9106_asks_of_small_machines() -> None:
    assert hasher().hash("kept").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
