"""Complaints of the demo: the closed ones of the year before, a few open ones in every stage, and what colleagues do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from models import clock, database
from models.complaints import closing, levels, operations, plans
from models.complaints.escalation import escalate
from models.complaints.tables import (
    Cause,
    ComplaintClass,
    ComplaintGrade,
    EvidenceKind,
    Remedy,
    Responsibility,
    Stage,
)
from models.people.permissions import Actor
from workstation.demo.callers import random_caller
from workstation.demo.crew import Crew
from workstation.demo.deeds import answer_callback, random_uuid
from workstation.demo.wording import said

SATISFIED_SHARE = 0.9
"""How many complainants are satisfied at the first follow-up."""

_GRADES = {ComplaintGrade.GENERAL: 72, ComplaintGrade.SERIOUS: 23, ComplaintGrade.CRITICAL: 5}
_CLASSES = {
    ComplaintClass.PRODUCT_QUALITY: 30,
    ComplaintClass.REPEATED_FAILURE: 22,
    ComplaintClass.TIMELINESS: 20,
    ComplaintClass.SERVICE_ATTITUDE: 11,
    ComplaintClass.FEE: 9,
    ComplaintClass.CONTRACT: 4,
    ComplaintClass.PRIVACY: 1,
    ComplaintClass.OTHER: 3,
}
_SAID = {
    ComplaintClass.PRODUCT_QUALITY: ("同一批灯装了十盏坏了四盏,要求整批检测", "灯罩一年不到就发黄开裂", "标称六十瓦,实测差得远"),
    ComplaintClass.REPEATED_FAILURE: ("同一个灯修了三次还是坏,要求退钱", "换过两次驱动,一个月又闪", "面板失灵第三次了,不想再修"),
    ComplaintClass.TIMELINESS: ("约好三天上门,等了十天没人来", "两次改约都不通知,白请了两天假", "寄修半个月没有消息"),
    ComplaintClass.SERVICE_ATTITUDE: ("师傅进门不套鞋套,说他还顶嘴", "电话里说话不耐烦,没说完就挂了"),
    ComplaintClass.FEE: ("保修期内还收上门费,没给发票", "报价一百五,结账三百"),
    ComplaintClass.CONTRACT: ("合同写明两小时响应,实际隔天才来", "延保合同不认"),
    ComplaintClass.PRIVACY: ("维修单照片被发到群里,上面有我的电话",),
    ComplaintClass.OTHER: ("包装里没有说明书,官网也下载不到", "商城客服和售后互相推"),
}
_FOUND = {
    ComplaintClass.PRODUCT_QUALITY: ((Cause.MANUFACTURE, Responsibility.PRODUCTION), (Cause.DESIGN, Responsibility.PRODUCTION)),
    ComplaintClass.REPEATED_FAILURE: (
        (Cause.REPAIR_QUALITY, Responsibility.AFTER_SALES),
        (Cause.MANUFACTURE, Responsibility.SUPPLIER),
    ),
    ComplaintClass.TIMELINESS: ((Cause.DELAY, Responsibility.OUTLET), (Cause.DELAY, Responsibility.AFTER_SALES)),
    ComplaintClass.SERVICE_ATTITUDE: ((Cause.CONDUCT, Responsibility.OUTLET), (Cause.CONDUCT, Responsibility.AFTER_SALES)),
    ComplaintClass.FEE: ((Cause.WRONG_INFORMATION, Responsibility.OUTLET), (Cause.UNFOUNDED, Responsibility.NOBODY)),
}
_OTHERWISE = ((Cause.WRONG_INFORMATION, Responsibility.SALES), (Cause.USE, Responsibility.CUSTOMER))
_FINDINGS = (
    "调取维修记录与通话记录,情况属实",
    "送检样品复现故障,确认批次问题",
    "与网点核对派工记录,确有延误",
    "核对单据,客户所述基本属实",
)
_MEASURES = ("寄出新灯并预约安装", "登门致歉", "退还上门费", "更换同批次驱动", "网点负责人约谈并整改", "补发说明书和保修凭证")
_PLANS = {
    Remedy.REPAIR: "高级技师上门彻底检修,延长该灯保修一年",
    Remedy.EXCHANGE: "整灯换新,旧品取回检测",
    Remedy.REFUND: "按购买价退款,旧品取回",
    Remedy.COMPENSATION: "换新并补偿误工和交通费用",
    Remedy.APOLOGY: "网点负责人登门致歉,当事人培训考核",
}
_WANTED = {Remedy.EXCHANGE: 32, Remedy.REFUND: 24, Remedy.REPAIR: 18, Remedy.COMPENSATION: 14, Remedy.APOLOGY: 12}
_YUAN = {0: 58, 50: 8, 100: 10, 200: 9, 300: 5, 800: 5, 1500: 3, 6000: 2}
_REJECTED = "措施不够具体,补充时间和责任人"
_TOLD = "已电话告知处理结果,客户表示知道了"


@dataclass(frozen=True)
class Grievance:
    """What a complaint of the demo is about and how it will go."""

    complaint_class: ComplaintClass
    grade: ComplaintGrade
    urgent: bool
    content: str
    wanted: Remedy
    yuan: int


T = TypeVar("T")


def _one_of(random: Random, shares: dict[T, int]) -> T:
    return random.choices(list(shares), list(shares.values()))[0]


def random_grievance(random: Random) -> Grievance:
    """A complaint with a believable class, grade, wish and price."""
    complaint_class, grade = _one_of(random, _CLASSES), _one_of(random, _GRADES)
    urgent = grade is ComplaintGrade.CRITICAL or random.random() < 0.06
    content = said(random.choice(_SAID[complaint_class]))
    return Grievance(complaint_class, grade, urgent, content, _one_of(random, _WANTED), _one_of(random, _YUAN))


class Complaints:
    """Lets colleagues register complaints and take them on, each step by somebody who may take it."""

    def __init__(self, random: Random, crew: Crew) -> None:
        self._random = random
        self._crew = crew

    def register(self, grievance: Grievance, *, region_id: int | None = None) -> int:
        """Somebody complains now, in a region or else in the customer's; returns the case's id."""
        caller = random_caller(self._random)
        owned = self._random.choice(caller.products)[0] if caller.products else None
        draft = operations.ComplaintDraft(
            client_uuid=random_uuid(self._random),
            complaint_class=grievance.complaint_class,
            content=grievance.content,
            grade=grievance.grade,
            urgent=grievance.urgent,
            customer_id=caller.customer_id,
            contact_id=caller.contact_id,
            contact_number=caller.number,
            owned_product_id=owned,
            region_id=region_id or caller.region_id,
            remedy_wanted=grievance.wanted,
        )
        return operations.open_complaint(draft, actor=self._random.choice(self._crew.agents)).id

    def take_on(self, case_id: int, grievance: Grievance) -> Stage:
        """Takes a case one step on, now; returns the stage that it is in then. Raises DomainError."""
        stage, replied = self._standing(case_id)
        if stage is Stage.REGISTERED and not replied:
            operations.reply(case_id, said("已告知处理流程,三个工作日内给出方案"), actor=self._agent())
            return stage
        steps: dict[Stage, Callable[[int, Grievance], None]] = {
            Stage.REGISTERED: self._investigate,
            Stage.INVESTIGATION: self._find,
            Stage.PLAN: self._plan,
            Stage.APPROVAL: self._decide,
            Stage.CARRYING_OUT: self._carry_out,
            Stage.FOLLOW_UP: self._follow_up,
        }
        steps[stage](case_id, grievance)
        return self._standing(case_id)[0]

    def take_one_on(self, *, spare: int | None) -> None:
        """Takes one of the open cases a step on, but for those of the person `spare` and those that wait for their callback."""
        found = database.rows(
            "SELECT id, complaint_class, grade, urgent, content, remedy_wanted FROM complaint WHERE open AND stage <> 'follow_up'"
            " AND (owner_id IS NULL OR owner_id <> ?) ORDER BY next_due_at, id",
            (spare or 0,),
        )
        if found:
            case_id, complaint_class, grade, urgent, content, wanted = self._random.choice(found)
            if wanted is None:
                self._ask_what_is_wanted(case_id, ComplaintClass(complaint_class), ComplaintGrade(grade), bool(urgent), content)
                return
            yuan = _one_of(self._random, _YUAN)
            grievance = Grievance(
                ComplaintClass(complaint_class), ComplaintGrade(grade), bool(urgent), content, Remedy(wanted), yuan
            )
            self.take_on(case_id, grievance)

    def _ask_what_is_wanted(
        self, case_id: int, complaint_class: ComplaintClass, grade: ComplaintGrade, urgent: bool, content: str
    ) -> None:
        operations.register(
            case_id,
            complaint_class=complaint_class,
            grade=grade,
            urgent=urgent,
            remedy_wanted=_one_of(self._random, _WANTED),
            content=content,
            actor=self._agent(),
        )

    @staticmethod
    def _standing(case_id: int) -> tuple[Stage, bool]:
        ((stage, replied_at),) = database.rows("SELECT stage, replied_at FROM complaint WHERE id = ?", (case_id,))
        return Stage(stage), replied_at is not None

    def _agent(self) -> Actor:
        return self._random.choice(self._crew.agents)

    def _investigate(self, case_id: int, _grievance: Grievance) -> None:
        team = self._random.sample(self._crew.field, 2)
        operations.investigate(case_id, tuple(actor.staff_id or 0 for actor in team), actor=self._agent())
        if self._random.random() < 0.7:
            operations.add_evidence(case_id, EvidenceKind.REPAIR_RECORD, said("调出全部维修记录"), actor=team[0])
        if self._random.random() < 0.4:
            operations.add_evidence(case_id, EvidenceKind.STATEMENT, said("客户补充的照片和说明"), actor=self._agent())

    def _find(self, case_id: int, grievance: Grievance) -> None:
        cause, responsibility = self._random.choice(_FOUND.get(grievance.complaint_class, _OTHERWISE))
        actor = self._random.choice(self._crew.field)
        operations.record_findings(case_id, said(self._random.choice(_FINDINGS)), cause, responsibility, actor=actor)

    def _plan(self, case_id: int, grievance: Grievance) -> None:
        """A plan, drafted and submitted; the same amount again after a rejection."""
        doer = self._random.choice(self._crew.field)
        measures = self._random.sample(_MEASURES, self._random.choice((1, 2, 2, 3)))
        draft = plans.PlanDraft(
            remedy=grievance.wanted,
            description=said(_PLANS.get(grievance.wanted, _PLANS[Remedy.REPAIR])),
            department=said("售后服务部"),
            responsible_id=doer.staff_id or 0,
            deadline=clock.now() + timedelta(days=self._random.choice((2, 3, 5))),
            measures=tuple((said(text), doer.staff_id) for text in measures),
            compensation=grievance.yuan * 100,
        )
        author = self._agent()
        plans.draft_plan(case_id, draft, actor=author)
        plans.submit_plan(case_id, actor=author)

    def _decide(self, case_id: int, grievance: Grievance) -> None:
        ((fen,),) = database.rows("SELECT compensation FROM plan WHERE complaint_id = ? AND state = 'submitted'", (case_id,))
        leader = self._leader(levels.level_for(grievance.grade, fen))
        if self._random.random() < 0.12:
            plans.reject_plan(case_id, said(_REJECTED), actor=leader)
        else:
            plans.approve_plan(case_id, actor=leader)

    def _leader(self, level: int) -> Actor:
        return self._random.choice([actor for actor in self._crew.everybody if levels.level_of(actor) == level])

    def _carry_out(self, case_id: int, _grievance: Grievance) -> None:
        """Ticks what is left of the measures and tells the customer."""
        undone = database.rows(
            "SELECT m.id FROM measure m JOIN plan p ON p.id = m.plan_id"
            " WHERE p.complaint_id = ? AND p.state = 'approved' AND m.done_at IS NULL ORDER BY m.id",
            (case_id,),
        )
        for (measure_id,) in undone:
            plans.tick_measure(case_id, measure_id, actor=self._random.choice(self._crew.field))
        plans.tell_customer(case_id, said(_TOLD), actor=self._agent())

    def _follow_up(self, case_id: int, _grievance: Grievance) -> None:
        found = database.rows("SELECT id FROM callback WHERE complaint_id = ? AND status = 'open'", (case_id,))
        satisfied = self._random.random() < SATISFIED_SHARE
        for (callback_id,) in found:
            answer_callback(callback_id, satisfied=satisfied, random=self._random, actor=self._agent())

    # -- the past

    def play_past(self, opened_at: datetime, now: datetime) -> None:
        """A case of the past, from its first word to its end, in one transaction; what takes too long is decided."""
        grievance = random_grievance(self._random)
        with database.transaction():
            with clock.fixed(opened_at):
                case_id = self.register(grievance)
            at, stage = opened_at, Stage.REGISTERED
            ends_early = self._random.random()
            while stage is not Stage.CLOSED:
                at += self._pause(stage, grievance.urgent)
                with clock.fixed(min(at, now)):
                    if ends_early < 0.05 and stage is Stage.INVESTIGATION:
                        closing.withdraw(case_id, said("客户与门店协商解决,来电撤诉"), actor=self._agent())
                        return
                    if at >= now or (ends_early > 0.97 and stage is Stage.PLAN):
                        closing.close_by_decision(
                            case_id, said("多次联系不上客户,方案已书面寄达"), actor=self._leader(levels.MANAGER)
                        )
                        return
                    stage = self.take_on(case_id, grievance)

    def _pause(self, stage: Stage, urgent: bool) -> timedelta:
        """How long a step takes: mostly within its target, now and then far beyond."""
        usual = {Stage.REGISTERED: 4, Stage.INVESTIGATION: 20, Stage.PLAN: 16, Stage.APPROVAL: 8, Stage.CARRYING_OUT: 40}
        hours = usual.get(stage, 30) * self._random.lognormvariate(0, 0.7)
        return timedelta(hours=hours / 3 if urgent else hours)

    # -- the morning

    def play_open(self, stage: Stage, level: int, now: datetime, hours: float) -> int:
        """A case that was opened `hours` ago and stands in `stage`, at `level` or where its plan took it; returns its id."""
        yuan = {levels.MANAGER: 1500, levels.GENERAL_MANAGER: 6000}.get(level, 200)
        base = random_grievance(self._random)
        grade = ComplaintGrade.SERIOUS if level >= levels.MANAGER else ComplaintGrade.GENERAL
        grievance = Grievance(base.complaint_class, grade, False, base.content, base.wanted, yuan)
        opened_at, span = now - timedelta(hours=hours), timedelta(hours=hours)
        with clock.fixed(opened_at):
            case_id = self.register(grievance, region_id=self._crew.manager.region_id)
        present, place = Stage.REGISTERED, 0.0
        if stage is not Stage.REGISTERED:
            while present is not stage and place < 0.9:
                place += 0.09
                with clock.fixed(opened_at + span * place):
                    present = self.take_on(case_id, grievance)
        with clock.fixed(now - timedelta(minutes=self._random.randint(4, 50))):
            for above in range(self._level(case_id) + 1, level + 1):
                escalate(case_id, above, said("客户再次来电催办"), actor=self._leader(levels.SUPERVISOR))
        return case_id

    @staticmethod
    def _level(case_id: int) -> int:
        ((level,),) = database.rows("SELECT level FROM complaint WHERE id = ?", (case_id,))
        return int(level)
