"""A scrolled history: it lays out what is in view, keeps what is read in its place, and paints only lines that differ."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region

from screens.widgets.history import History

HEIGHT, WIDTH = 10, 30
ENTRIES = [f"entry {number:03}" for number in reversed(range(500))]


class Painted(History[str]):
    """Takes down what it has painted anew, and which entries it has laid out."""

    def __init__(self) -> None:
        super().__init__(self.told)
        self.asked: list[str] = []
        self.regions: list[Region] = []

    def told(self, entry: str) -> Content:
        """Two lines; the second one may be too long for one."""
        self.asked.append(entry)
        return Content(f"{entry}\n    {'long ' * 7 if entry.endswith('7') else 'short'}")

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Painted:
        """As always."""
        self.regions += regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    @property
    def lines(self) -> list[str]:
        """What is in view."""
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]


class Reading(App[None]):
    """Nothing but a history."""

    def compose(self) -> ComposeResult:
        """The history."""
        yield Painted()


async def test_a_new_entry_on_top_is_seen_at_the_top_and_moves_nothing_further_down() -> None:
    async with Reading().run_test(size=(WIDTH, HEIGHT)) as pilot:
        history = pilot.app.query_one(Painted)
        history.show(ENTRIES)
        assert history.lines[:4] == ["entry 499", "    short", "entry 498", "    short"]
        assert len(set(history.asked)) < 20
        history.show(["newest", *ENTRIES])
        assert history.lines[:3] == ["newest", "    short", "entry 499"]
        await pilot.press("down", "down", "down", "pagedown")
        seen = history.lines
        assert seen[:2] == ["    short", "entry 494"]
        history.regions.clear()
        history.show(["one more", "newest", *ENTRIES])
        assert history.lines == seen
        assert not history.regions
        history.show(ENTRIES, from_top=True)
        assert history.lines[0] == "entry 499"


async def test_it_ends_with_the_oldest_entry_and_goes_back_by_the_same_lines() -> None:
    async with Reading().run_test(size=(WIDTH, HEIGHT)) as pilot:
        history = pilot.app.query_one(Painted)
        history.show(ENTRIES)
        down = [history.lines]
        for _press in range(8):
            await pilot.press("pagedown")
            down.append(history.lines)
        up = [history.lines]
        for _press in range(8):
            await pilot.press("pageup")
            up.append(history.lines)
        assert up == list(reversed(down))
        await pilot.press("end")
        assert history.lines[-2:] == ["entry 000", "    short"]
        end = history.lines
        await pilot.press("pagedown", "down")
        assert history.lines == end
        await pilot.press("home")
        assert history.lines[0] == "entry 499"


async def test_a_short_one_does_not_move_and_another_width_breaks_lines_elsewhere() -> None:
    async with Reading().run_test(size=(WIDTH, HEIGHT)) as pilot:
        history = pilot.app.query_one(Painted)
        history.show(["entry 007", "entry 001"])
        narrow = history.lines
        assert narrow == ["entry 007", "    long long long long long", "long long", "entry 001", "    short", *[""] * 5]
        await pilot.press("pagedown", "end", "down")
        assert history.lines == narrow
        await pilot.resize_terminal(WIDTH * 2, HEIGHT)
        await pilot.pause()
        assert history.lines[:3] == ["entry 007", f"    {'long ' * 7}".rstrip(), "entry 001"]
        assert history.text.startswith("entry 007\n")
