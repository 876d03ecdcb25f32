"""The thirteen people of the demo's call centre."""

from __future__ import annotations

from dataclasses import dataclass

from models.people.tables import Role


@dataclass(frozen=True)
class Colleague:
    """A staff member before there is a row: team and region by their codes, skills by code with how well they are mastered."""

    number: str
    name: str
    roles: tuple[Role, ...]
    team: str
    region: str
    skills: tuple[tuple[str, int], ...] = ()


TEAMS: dict[str, str] = {"KF": "客服组", "JS": "技术支持组", "WX": "维修组"}
"""The teams by code."""

SKILLS: dict[str, str] = {"home": "家居照明", "smart": "智能控制", "outdoor": "户外照明", "high": "登高作业", "explosion": "防爆"}
"""What not everybody can repair or advise on, by code."""

COLLEAGUES: tuple[Colleague, ...] = (
    Colleague("8001", "周建平", (Role.SERVICE_SUPERVISOR,), "KF", "HD", (("home", 3),)),
    Colleague("8002", "吴雪梅", (Role.TECHNICAL_SUPERVISOR,), "JS", "HD", (("smart", 3),)),
    Colleague("8003", "孙立新", (Role.DEPARTMENT_MANAGER, Role.ADMINISTRATOR), "KF", "HD"),
    Colleague("8004", "沈国栋", (Role.GENERAL_MANAGER,), "KF", "HD"),
    Colleague("8010", "陈静", (Role.PHONE_AGENT,), "KF", "HN", (("home", 2),)),
    Colleague("8011", "刘洋", (Role.PHONE_AGENT,), "KF", "HB", (("smart", 1),)),
    Colleague("8012", "张敏", (Role.PHONE_AGENT,), "KF", "HD", (("home", 2), ("smart", 1))),
    Colleague("8013", "赵磊", (Role.PHONE_AGENT,), "KF", "XN", (("home", 1),)),
    Colleague("8014", "何晓燕", (Role.CALLBACK_AGENT,), "KF", "HD"),
    Colleague("8020", "郑涛", (Role.DISPATCHER,), "WX", "HD"),
    Colleague("8030", "王志强", (Role.TECHNICIAN,), "WX", "HD", (("home", 3), ("outdoor", 2), ("high", 2))),
    Colleague("8031", "赵永强", (Role.TECHNICIAN,), "WX", "HN", (("outdoor", 3), ("high", 3), ("explosion", 2))),
    Colleague("8032", "李卫东", (Role.SUPPORT_ENGINEER,), "JS", "HB", (("smart", 3), ("explosion", 1))),
)
AGENT = "8012"
"""The staff number of the agent who sits at the demo's desk."""

SUPERVISOR = "8001"
"""The staff number of the supervisor who sits there with `--as supervisor`."""
