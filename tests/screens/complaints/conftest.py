"""The complaints of a Friday for the tests of their screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.screens.complaints.caseload import Caseload, a_caseload
from tests.screens.conftest import SmallSite


@pytest.fixture
def caseload(small_site: SmallSite) -> Iterator[Caseload]:
    """A Friday's complaints."""
    with a_caseload(small_site) as filled:
        yield filled
