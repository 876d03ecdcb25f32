"""Two desks, one customer's file: each sees the other there, and what both changed is asked of who saves second."""

from __future__ import annotations

from tests.pty.conftest import AGENT, CALLER, COLLEAGUE, Open
from tests.pty.terminal import Terminal


def _at_the_city(desk: Terminal) -> None:
    """Opens the caller's file and goes to the field of the city."""
    desk.press("f3")
    desk.wait_for("回车打开")
    desk.type(CALLER)
    desk.wait_for("154****2046")
    desk.press("enter")
    desk.wait_for("客户档案", "杭州")
    desk.press("tab", "tab", "tab")


def test_two_at_one_file_see_each_other_and_lose_nothing(open_desk: Open) -> None:
    first, second = open_desk(AGENT), open_desk(COLLEAGUE, columns=80, rows=24)
    _at_the_city(first)
    _at_the_city(second)
    first.wait_for("! 同时打开：")
    second.wait_for("! 同时打开：")
    first.type("北")
    second.wait_for("（正在编辑）")
    second.type("南")
    first.wait_for("（正在编辑）")
    first.press("f2")
    first.wait_for("档案已保存")
    second.wait_until_gone("（正在编辑）")
    second.press("f2")
    second.wait_for("两人都改了下面的内容", "城市（原为：杭州）", "1 我的：杭州南", "2 对方：杭州北")
    second.type("１")
    second.press("enter")
    second.wait_for("档案已保存")
    first.wait_for("杭州南")
    second.close()
    first.wait_until_gone("同时打开")
