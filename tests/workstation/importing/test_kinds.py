"""Customers, products and staff from files, and tickets that point to them; what is unknown is made, left out or refused."""

from __future__ import annotations

from pathlib import Path

from models import database
from models.customers.callers import find_callers
from models.people.operations import sign_in
from models.people.permissions import SYSTEM
from models.privacy.operations import close_account
from tests.workstation.conftest import Ask
from tests.workstation.importing.conftest import TICKETS, Write, look

CUSTOMERS = """
[source]
delimiter = ";"

[columns]
external_key = "id"
name = "客户"
numbers = ["电话", "手机"]
level = "等级"
kind = "性质"
region = "大区"
contact = "联系人"

[values.level]
"钻石" = "vip"
"*" = "c"

[values.kind]
"公司" = "company"
"个人" = "person"

[unknown]
region = "create"
"""
CUSTOMER_ROWS = (
    "id;客户;电话;手机;等级;性质;大区;联系人\n"
    "C1;宏达建材;0571-88123456转802;;钻石;公司;华东;赵工\n"
    "C2;李建国;;１３８１２３４２０４６;普通;个人;华东;\n"
    "C3;周敏;;{digits};普通;个人;华北;\n"
).format(digits="9" * 40)

STAFF = """
[columns]
number = "工号"
name = "姓名"
roles = "岗位"

[values.roles]
"维修" = "technician"
"主管" = "service_supervisor"
"""

PRODUCTS = """
[columns]
external_key = "key"
model = "model"
model_name = "name"
customer = "owner"
serial_number = "sn"
purchased_on = "bought"

[source]
date_formats = ["%d.%m.%Y"]
"""


def _customers(ask: Ask, write: Write) -> None:
    ask("import", "customers", write("customers.csv", CUSTOMER_ROWS), "--map", write("customers.toml", CUSTOMERS))


def test_customers_come_with_region_level_and_numbers(site: Path, ask: Ask, write: Write) -> None:
    file, mapping = write("customers.csv", CUSTOMER_ROWS), write("customers.toml", CUSTOMERS)
    first = ask("import", "customers", file, "--map", mapping, "--json").json
    assert (first["new"], first["refused"]) == (2, 1)
    with database.connection():
        assert [match.name for match in find_callers("13812342046")] == ["李建国"]
        assert [match.name for match in find_callers("hdjc")] == ["宏达建材"]
    assert look("SELECT name FROM region ORDER BY id") == [("华东",)]
    assert look("SELECT level, kind FROM customer ORDER BY id") == [("vip", "company"), ("c", "person")]
    again = ask("import", "customers", file, "--map", mapping, "--json").json
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    write("customers.csv", CUSTOMER_ROWS.replace("宏达建材", "宏达集团"))
    assert ask("import", "customers", file, "--map", mapping, "--json").json["changed"] == 1


def test_staff_come_with_roles_and_without_a_password(site: Path, ask: Ask, write: Write) -> None:
    file = write("staff.csv", "工号,姓名,岗位\n8012,张敏,维修、主管\n8013,王工,跳舞\n1001,张总,administrator\n")
    answer = ask("import", "staff", file, "--map", write("staff.toml", STAFF), "--json").json
    assert (answer["new"], answer["changed"], answer["refused"]) == (1, 1, 1)
    roles = "SELECT r.role FROM staff_role r JOIN staff s ON s.id = r.staff_id WHERE s.number = '8012' ORDER BY r.role"
    assert look(roles) == [("service_supervisor",), ("technician",)]
    with database.connection():
        assert sign_in("1001", "correct-horse-7", desk="test").name == "张总", "an import leaves passwords alone"


def test_products_make_the_catalogue_and_go_to_their_owners(site: Path, ask: Ask, write: Write) -> None:
    _customers(ask, write)
    rows = "key,model,name,owner,sn,bought\nP1,LX-60W,吸顶灯,C2,7781,10.11.2026\nP2,LX-60W,吸顶灯,C9,7782,10.11.2026\n"
    file, mapping = write("products.csv", rows), write("products.toml", PRODUCTS)
    answer = ask("import", "products", file, "--map", mapping, "--json").json
    assert (answer["new"], answer["refused"]) == (1, 1)
    assert look("SELECT code, name FROM product_model") == [("LX-60W", "吸顶灯")]
    assert [str(day) for (day,) in look("SELECT purchased_on FROM owned_product")] == ["2026-11-10"]
    assert ask("import", "products", file, "--map", mapping, "--json").json["same"] == 1
    catalogue = write("catalogue.toml", '[columns]\nexternal_key = "key"\nmodel = "model"\nmodel_name = "name"\n')
    write("products.csv", "key,model,name\nM1,LX-H2,高杆灯\n")
    assert ask("import", "products", file, "--map", catalogue, "--json").json["new"] == 1


def test_tickets_point_to_customers_and_staff_by_what_the_mapping_says(site: Path, ask: Ask, write: Write) -> None:
    _customers(ask, write)
    columns = 'customer = "who"\nowner = "by"\nstatus = "state"\nresponse_due_at = "reply_due"\nresponded_at = "replied"\n'
    policy = '\n[unknown]\nowner = "create"\ncustomer = "empty"\n\n[values.status]\n"挂起" = "on_hold"\n"开" = ""\n'
    mapping = write("full.toml", TICKETS.replace("[columns]\n", f"[columns]\n{columns}") + policy)
    heading = "no,opened,what,due,done,kind,who,by,state,reply_due,replied\n"
    rows = (
        "1,2026-11-02T09:00,late reply,2026-11-03T09:00,,,C1,W7,开,2026-11-02T10:00,2026-11-02T10:00:01\n"
        "2,2026-11-02T09:00,in time to the second,,2026-11-02T10:00,,C9,W7,,2026-11-02T10:00,\n"
        "3,2026-11-02T09:00,held for nobody knows what,,,,,,挂起,,\n"
        "4,2026-11-02T09:00,closed when,,,,,,closed,,\n"
        "5,2026-11-02T09:00,both open and done,,2026-11-02T10:00,,,,new,,\n"
    )
    answer = ask("import", "tickets", write("tickets.csv", heading + rows), "--map", mapping, "--json").json
    assert (answer["new"], answer["refused"]) == (2, 3)
    tickets = look(
        "SELECT t.status, c.name, s.number FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id"
        " LEFT JOIN staff s ON s.id = t.owner_id ORDER BY t.id"
    )
    assert tickets == [("assigned", "宏达建材", "W7"), ("resolved", None, "W7")]
    clocks = look("SELECT kind, verdict FROM clock ORDER BY subject_id, id")
    assert clocks == [("first_response", "breached"), ("resolution", "running"), ("first_response", "met")]


def test_nothing_of_a_closed_account_comes_back(site: Path, ask: Ask, write: Write) -> None:
    _customers(ask, write)
    with database.connection():
        ((customer_id,),) = database.rows("SELECT id FROM customer WHERE external_key = 'C2'")
        close_account(customer_id, "本人要求", actor=SYSTEM)
    policy = '\n[unknown]\ncustomer = "empty"\n'
    tickets = write("who.toml", TICKETS.replace("[columns]\n", '[columns]\ncustomer = "who"\n') + policy)
    heading = "no,opened,what,due,done,kind,who\n"
    rows = "1,2026-11-02T09:00,李建国家的灯,,,,C2\n2,2026-11-02T09:00,别人的灯,,,,C1\n"
    answer = ask("import", "tickets", write("tickets.csv", heading + rows), "--map", tickets, "--json").json
    assert (answer["new"], answer["refused"]) == (1, 1)
    told = (
        '[columns]\nexternal_key = "no"\nopened_at = "opened"\nproblem = "what"\ncustomer = "who"\ncategory = "kind"\nat = "at"\n'
    )
    histories = write("steps.toml", f'[source]\ntimezone = "Asia/Shanghai"\n{told}{policy}')
    steps = write("steps.csv", "no,opened,what,who,kind,at\n3,2026-11-02T09:00,李建国家的灯,C2,repair,2026-11-02T10:00\n")
    assert ask("import", "histories", steps, "--map", histories, "--json").json["refused"] == 1
    calls = write(
        "calls.toml",
        '[columns]\nexternal_key = "id"\noffered_at = "at"\nanswered = "met"\nnumber = "from"\ncustomer = "who"\n' + policy,
    )
    call = write("calls.csv", "id,at,met,from,who\nK1,2026-11-02T09:00:00Z,yes,13812342046,C2\n")
    assert ask("import", "calls", call, "--map", calls, "--json").json["refused"] == 1
    assert "C2" in call.with_name("calls.refused.csv").read_text(encoding="utf-8-sig")
    assert look("SELECT problem FROM ticket") == [("别人的灯",)]
    assert look("SELECT count(*) FROM call") == [(0,)]
