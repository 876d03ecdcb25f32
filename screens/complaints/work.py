"""The commands that work on a case, for every screen that shows one: the list, and the case that is open."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from textual.content import Content

from models.complaints.operations import record_contact
from models.complaints.plans import submit_plan, tick_measure
from models.complaints.queries import ComplaintFile, complaint_file
from models.complaints.tables import ExtensionState, PlanState
from models.events.tables import Subject
from models.i18n import N_, _
from screens.commands import COMMANDS, Scope
from screens.complaints import asking, deeds, many
from screens.complaints.cases import Case, possible
from screens.complaints.file_text import approval_said, extension_said, running_extendable
from screens.complaints.filling import Refilled, about, escalate, fill, register
from screens.complaints.linking import link_record, merge, open_linked
from screens.complaints.writing import write_documents
from screens.desk import DeskScreen
from screens.dialogs.kept_form import Asked
from screens.dialogs.reading import Reading
from screens.plain import one_line, plain
from screens.ticket.explanation import explanations

BY_ACTION = {command.action: command for command in COMMANDS if command.scope is Scope.CASE}


class CaseWork(DeskScreen):
    """A screen whose keys work on one case; what a command works on is fixed when its key is pressed."""

    def case(self) -> Case | None:
        """The case that a command works on now."""
        return None

    def cases(self) -> tuple[Case, ...]:
        """The cases that a command for many works on now: the marked ones where there are marks."""
        case = self.case()
        return () if case is None else (case,)

    def worked_on(self, done: frozenset[int] = frozenset()) -> None:
        """Called after a command with the cases that a command for many was done to; the screen reads again."""

    # Which keys work

    _possible_now: frozenset[str] = frozenset()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command shows and works where the case's stage and level and the person's role allow it."""
        command = BY_ACTION.get(action)
        if command is None:
            return super().check_action(action, parameters)
        actor = self.desk.actor
        return actor is not None and command.allowed(actor) and possible(action, self.cases(), actor)

    def keys_may_differ(self) -> None:
        """Another case or another stage: shows the keys that work now."""
        now = frozenset(action for action in BY_ACTION if self.check_action(action, ()))
        if now != self._possible_now:
            self._possible_now = now
            self.refresh_bindings()

    def action_case_menu(self) -> None:
        """Lists what can be done to the case, to be picked by digit or by its key: works with an input method on."""
        self._work(self._menu)

    async def _menu(self, _case: Case) -> None:
        offered = [command for action, command in BY_ACTION.items() if action != "case_menu" and self.check_action(action, ())]
        options = [(command.action, command.name()) for command in offered]
        keys = {command.action: self.desk.own_keys.of(command) for command in offered}
        question = f"{many.what(self.cases())}\n" + _("What is to be done?")
        action = await self.desk.choose(question, options, keys=keys)
        if action is not None:
            await self.run_action(action)

    # How a command is done

    def _work(self, work: Callable[[Case], Coroutine[Any, Any, None]]) -> None:
        case = self.case()
        if case is not None:
            self.start(work(case))

    async def _fill(
        self,
        case: Case,
        name: str,
        title: str,
        fields: Sequence[Asked],
        deed: deeds.Deed,
        done: str,
        intro: Content | None = None,
        *,
        again: Refilled | None = None,
        named_by: str = "",
    ) -> None:
        """A form for one deed of this case, as `filling.fill` says; the screen reads again once it is done."""
        await fill(self, case, name, title, fields, deed, done, intro, worked_on=self.worked_on, again=again, named_by=named_by)

    async def _read(self, case: Case) -> ComplaintFile:
        return await self.desk.door.ask(complaint_file, case.id)

    # From the first word to the findings

    def action_case_reply(self) -> None:
        """Records a reply."""
        fields = asking.text_of_case()
        self._work(lambda case: self._fill(case, "reply", _("Reply"), fields, deeds.reply, N_("{number}: reply recorded.")))

    def action_case_contacted(self) -> None:
        """Records that the customer was spoken to."""
        self._work(self._contacted)

    async def _contacted(self, case: Case) -> None:
        await self.desk.door.ask(record_contact, case.id, actor=self.actor)
        self.desk.tell(_("{number}: contact recorded.").format(number=case.number))
        self.worked_on()

    def action_case_register(self) -> None:
        """Corrects the register."""
        self._work(self._register)

    async def _register(self, case: Case) -> None:
        await register(self, case, worked_on=self.worked_on)

    def action_case_investigate(self) -> None:
        """Begins the investigation."""
        self._work(self._investigate)

    async def _investigate(self, case: Case) -> None:
        fields = asking.investigation_fields(await self._read(case), author=self.actor.number)
        done = N_("{number}: under investigation.")
        await self._fill(case, "investigate", _("Who investigates?"), fields, deeds.investigate, done)

    def action_case_evidence(self) -> None:
        """Adds evidence."""
        fields = asking.evidence_fields()
        done = N_("{number}: evidence added.")
        self._work(lambda case: self._fill(case, "evidence", _("Add evidence"), fields, deeds.add_evidence, done))

    def action_case_find(self) -> None:
        """Records the findings."""
        self._work(self._find)

    async def _find(self, case: Case) -> None:
        fields, done = asking.finding_fields, N_("{number}: findings recorded.")
        at_first = fields(await self._read(case))
        await self._fill(case, "find", _("Record findings"), at_first, deeds.record_findings, done, again=fields)

    # The plan

    def action_case_plan(self) -> None:
        """Drafts a plan."""
        self._work(self._plan)

    async def _plan(self, case: Case) -> None:
        fields = partial(asking.plan_fields, author=self.actor.number)
        deed, done = deeds.draft_plan(self.desk.zone), N_("{number}: plan drafted.")
        at_first = fields(await self._read(case))
        await self._fill(case, "plan", _("Draft a plan"), at_first, deed, done, again=fields, named_by="plan")

    def action_case_submit(self) -> None:
        """Submits the plan, after saying who must approve it."""
        self._work(self._submit)

    async def _submit(self, case: Case) -> None:
        file = await self._read(case)
        drafted = [plan for plan in file.plans if plan.state is PlanState.DRAFTED]
        question = about(case, approval_said(file, drafted[0]) if drafted else _("Submit the plan?"))
        if await self.desk.confirm(question):
            await self.desk.door.ask(submit_plan, case.id, actor=self.actor, expected_version=file.version)
            self.desk.tell(_("{number}: plan submitted.").format(number=case.number))
            self.worked_on()

    def action_case_approve(self) -> None:
        """Approves the plan."""
        self._work(self._approve)

    async def _approve(self, case: Case) -> None:
        file = await self._read(case)
        waiting = [plan for plan in file.plans if plan.state is PlanState.SUBMITTED]
        intro = plain(approval_said(file, waiting[0])) if waiting else None
        fields = (Asked(asking.NOTE),)
        await self._fill(case, "approve", _("Approve the plan"), fields, deeds.approve, N_("{number}: plan approved."), intro)

    def action_case_reject(self) -> None:
        """Rejects the plan."""
        self._with_reason("reject", _("Why is the plan rejected?"), deeds.reject, N_("{number}: plan rejected."))

    def _with_reason(self, name: str, title: str, deed: deeds.Deed, done: str) -> None:
        fields = asking.text_of_case(reason=True)
        self._work(lambda case: self._fill(case, name, title, fields, deed, done))

    def action_case_tick(self) -> None:
        """Ticks measures, one after another until none is left or Esc."""
        self._work(self._tick)

    async def _tick(self, case: Case) -> None:
        while True:
            file = await self._read(case)
            plans = [plan for plan in file.plans if plan.state is PlanState.APPROVED]
            undone = [measure for measure in (plans[-1].measures if plans else ()) if measure.done_at is None]
            if not undone:
                self.desk.tell(_("{number}: every measure is done. Tell the customer (t).").format(number=case.number))
                return
            options = [(row.id, f"{one_line(row.text)}  {one_line(row.responsible_name)}".rstrip()) for row in undone]
            measure_id = await self.desk.choose(about(case, _("Which measure was carried out?")), options)
            if measure_id is None:
                return
            await self.desk.door.ask(tick_measure, case.id, measure_id, actor=self.actor)
            self.worked_on()

    def action_case_tell(self) -> None:
        """Records what the customer was told."""
        fields = (Asked(asking.TOLD),)
        done = N_("{number}: customer told. The follow-up call comes up in the callbacks.")
        self._work(lambda case: self._fill(case, "tell", _("Tell the customer"), fields, deeds.tell_customer, done))

    def action_case_notice(self) -> None:
        """Gives a department notice."""
        fields = (Asked(asking.NOTICE_TO), Asked(asking.NOTICE))
        done = N_("{number}: notice given.")
        self._work(lambda case: self._fill(case, "notice", _("Notice to a department"), fields, deeds.give_notice, done))

    # Levels and time

    def action_case_escalate(self) -> None:
        """Raises the case one level, after showing what the next one will see; many with one reason."""
        if len(self.cases()) > 1:
            self._with_many(many.escalate_all)
        else:
            self._work(lambda case: escalate(self, case, worked_on=self.worked_on))

    def action_case_hand_over(self) -> None:
        """Gives the case to a colleague at its level."""
        self._with_many(many.give)

    def action_case_take_over(self) -> None:
        """Makes the person the owner of the case."""
        self._with_many(many.take)

    def action_case_acknowledge(self) -> None:
        """Takes note of the alerts of the case."""
        self._with_many(many.acknowledge)

    def _with_many(self, work: Callable[[DeskScreen, many.Cases, many.WorkedOn], Coroutine[Any, Any, None]]) -> None:
        cases = self.cases()
        if cases:
            self.start(work(self, cases, self.worked_on))

    def action_case_step_down(self) -> None:
        """Returns the case to the level below."""
        done = N_("{number}: returned to the level below.")
        self._with_reason("step_down", _("Why does it go back to the level below?"), deeds.step_down, done)

    def action_case_ask_time(self) -> None:
        """Asks for more time."""
        self._work(self._ask_time)

    async def _ask_time(self, case: Case) -> None:
        due = running_extendable(await self._read(case), self.desk.zone)
        if not due:
            self.desk.tell(_("{number}: no clock runs that could be given more time.").format(number=case.number))
            return
        fields, deed = asking.extension_fields(due), deeds.ask_time(self.desk.zone)
        await self._fill(case, "ask_time", _("Ask for more time"), fields, deed, N_("{number}: more time asked for."))

    def action_case_decide_time(self) -> None:
        """Grants or refuses more time."""
        self._work(self._decide_time)

    async def _decide_time(self, case: Case) -> None:
        file = await self._read(case)
        asked = [row for row in file.extensions if row.state is ExtensionState.ASKED]
        if not asked:
            self.desk.tell(_("{number}: nobody has asked for more time.").format(number=case.number))
            return
        question = about(case, extension_said(asked[0], self.desk.zone))
        granted = await self.desk.choose(question, [(True, _("Grant it")), (False, _("Refuse it, with a reason"))])
        if granted is None:
            return
        deed = deeds.decide_time(asked[0].id, granted=granted)
        fields = (Asked(asking.NOTE),) if granted else asking.text_of_case(reason=True)
        done = N_("{number}: more time granted.") if granted else N_("{number}: more time refused.")
        await self._fill(case, "decide_time", _("Decide on more time"), fields, deed, done)

    # Endings

    def action_case_close(self) -> None:
        """Closes the case by decision."""
        title = _("Why is it closed without the customer's confirmation?")
        self._with_reason("close", title, deeds.close, N_("{number}: closed."))

    def action_case_withdraw(self) -> None:
        """Records a withdrawal."""
        self._with_reason("withdraw", _("Why did the customer withdraw?"), deeds.withdraw, N_("{number}: withdrawn."))

    def action_case_merge(self) -> None:
        """Ends the case as a double of another."""
        self._work(lambda case: merge(self, case, worked_on=self.worked_on))

    # To read

    def action_case_explain(self) -> None:
        """Explains the due times."""
        self._work(self._explain)

    async def _explain(self, case: Case) -> None:
        shown = await self.desk.door.ask(partial(explanations, Subject.COMPLAINT), case.id)
        await self.desk.push_screen_wait(Reading(_("{number}: why it is due then").format(number=case.number), shown))

    def action_case_write(self) -> None:
        """Writes documents of the case."""
        self._work(lambda case: write_documents(self, case))

    def action_case_link(self) -> None:
        """Links a further record."""
        self._work(lambda case: link_record(self, case, worked_on=self.worked_on))

    def action_case_linked(self) -> None:
        """Opens a linked record."""
        self._work(self._linked)

    async def _linked(self, case: Case) -> None:
        await open_linked(self, case, await self._read(case))
