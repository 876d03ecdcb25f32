"""The registers of customers: levels 等级分类表, regions 区域分类表, persons 自然人客户, companies 法人客户, and the regional
centres with their people 服务网点分布表."""

from __future__ import annotations

from models import database
from models.customers.queries import masked_address, masked_email
from models.customers.tables import CustomerKind, CustomerLevel
from models.i18n import N_, _
from models.paging import Order
from models.people.tables import Role
from models.registers.definition import (
    Column,
    Computed,
    Listed,
    Register,
    Row,
    Selection,
    choice,
    count,
    moment,
    number,
    text,
)
from models.site.exports import ExportKind

_NUMBER = (
    "(SELECT n.number || ',' || n.extension FROM contact_number n WHERE n.customer_id = t.id ORDER BY n.position, n.id LIMIT 1)"
)
_CONTACT = "(SELECT p.name FROM contact p WHERE p.customer_id = t.id ORDER BY p.id LIMIT 1)"
_PRODUCTS = "(SELECT count(*) FROM owned_product o WHERE o.customer_id = t.id AND o.active)"
_RANKED = (
    "(SELECT h.*, CASE h.level WHEN 'vip' THEN 1 WHEN 'a' THEN 2 WHEN 'b' THEN 3 ELSE 4 END AS level_rank,"
    " COALESCE(h.region_id, 0) AS region_rank FROM customer h WHERE h.status = 'active')"
)
_JOINS = " LEFT JOIN region r ON r.id = t.region_id"

_NAME = text(N_("Customer name"), 20, "t.name")
_KIND = choice(N_("Kind"), 7, "t.kind", CustomerKind)
_LEVEL = choice(N_("Level"), 8, "t.level", CustomerLevel)
_REGION = text(N_("Region"), 12, "r.name")
_CITY = text(N_("City"), 10, "t.city")
_TELEPHONE = number(N_("Telephone"), _NUMBER)
_SINCE = moment(N_("Known since"), "t.created_at")
_COUNT = count(N_("Products"), _PRODUCTS)
_PLACE = (
    _REGION,
    _CITY,
    Column(N_("Address"), 20, "t.address", masked_address),
    _TELEPHONE,
    Column(N_("E-mail"), 18, "t.email", masked_email),
)
_SIGN = (N_("Compiled by"), N_("Supervisor"))


def _file(kind: ExportKind, about: str, word: str, *columns: Column) -> Register:
    conditions = ("t.status = 'active'", f"t.kind = '{word}'")
    return Register(kind, about, columns, Listed("customer", Order(("id",), (0,)), _JOINS, conditions=conditions), _SIGN)


LEVELS = Register(
    ExportKind.CUSTOMER_LEVELS,
    N_("Every customer in use, the highest level first."),
    (_LEVEL, _NAME, _KIND, _REGION, _CITY, _TELEPHONE, _COUNT, _SINCE),
    Listed(_RANKED, Order(("level_rank", "id"), (0, 1)), _JOINS, page=20_000),
    _SIGN,
)
REGIONS = Register(
    ExportKind.CUSTOMER_REGIONS,
    N_("Every customer in use, region by region; those of no region come first."),
    (_REGION, _CITY, _NAME, _KIND, _LEVEL, _TELEPHONE, _COUNT, _SINCE),
    Listed(_RANKED, Order(("region_rank", "id"), (0, 1)), _JOINS, page=20_000),
    _SIGN,
)
PERSONS = _file(ExportKind.PERSONS, N_("The files of persons that are in use."), "person", _NAME, _LEVEL, *_PLACE, _COUNT, _SINCE)
COMPANIES = _file(
    ExportKind.COMPANIES,
    N_("The files of companies that are in use, with the first contact of each."),
    "company",
    _NAME,
    _LEVEL,
    text(N_("Contact"), 10, _CONTACT),
    *_PLACE,
    _COUNT,
    _SINCE,
)

_LEADING = (Role.DEPARTMENT_MANAGER, Role.SERVICE_SUPERVISOR, Role.TECHNICAL_SUPERVISOR)


def _outlets(selection: Selection) -> list[Row]:
    """A line for each regional centre in use, and one for the people of none."""
    people: dict[int | None, dict[str, list[str]]] = {}
    for region_id, role, name in database.rows(
        "SELECT s.region_id, h.role, s.name FROM staff s JOIN staff_role h ON h.staff_id = s.id WHERE s.active ORDER BY s.number"
    ):
        people.setdefault(region_id, {}).setdefault(role, []).append(name)
    counts = {
        table: dict(database.rows(f"SELECT region_id, count(*) FROM {table} WHERE {condition} GROUP BY region_id"))
        for table, condition in (("customer", "status = 'active'"), ("ticket", "open"))
    }
    found = database.rows(
        "SELECT r.id, r.code, r.name, p.name FROM region r LEFT JOIN region p ON p.id = r.parent_id"
        " WHERE r.active ORDER BY r.code"
    )
    wanted = selection.region_id
    places = [row for row in found if wanted in (None, row[0])]
    if wanted is None:
        places.append((None, "", _("no region"), None))
    return [
        (
            code,
            name,
            parent,
            _names(people, id_, *_LEADING),
            _names(people, id_, Role.DISPATCHER),
            _names(people, id_, Role.TECHNICIAN, Role.SUPPORT_ENGINEER),
            _names(people, id_, Role.PARTS_KEEPER),
            _names(people, id_, Role.PHONE_AGENT, Role.CALLBACK_AGENT),
            counts["customer"].get(id_, 0),
            counts["ticket"].get(id_, 0),
        )
        for id_, code, name, parent in places
    ]


def _names(people: dict[int | None, dict[str, list[str]]], region_id: int | None, *roles: Role) -> str:
    """The names of a region's people who hold one of the roles, each once."""
    held = people.get(region_id, {})
    return _(", ").join(dict.fromkeys(name for role in roles for name in held.get(role.value, ())))


OUTLETS = Register(
    ExportKind.OUTLETS,
    N_("The regional centres with their people, customers and open tickets; authorised outlets below them are not kept here."),
    (
        Column(N_("Region code"), 9),
        Column(N_("Region"), 14),
        Column(N_("Belongs to"), 14),
        Column(N_("Managers and supervisors"), 18),
        Column(N_("Dispatchers"), 12),
        Column(N_("Technicians and engineers"), 24),
        Column(N_("Parts keepers"), 12),
        Column(N_("Agents"), 24),
        Column(N_("Number of customers"), 9),
        Column(N_("Open tickets"), 9),
    ),
    Computed(_outlets, period=False),
    _SIGN,
)
