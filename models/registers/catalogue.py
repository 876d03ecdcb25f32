"""Every register there is, by its kind, in the order in which people look for one."""

from __future__ import annotations

from collections.abc import Mapping

from models.registers import callbacks, calls, complaints, customers, service, standing
from models.registers.definition import Register
from models.site.exports import ExportKind

_ALL = (
    service.SERVICE,
    service.RETURNS,
    service.EVALUATION,
    service.QUESTIONNAIRE,
    service.WORK_PLAN,
    calls.INBOUND,
    calls.OUTBOUND,
    calls.CALL_LOG,
    callbacks.DAILY_CALLBACKS,
    callbacks.INTERVIEWS,
    complaints.CASES,
    complaints.INVESTIGATIONS,
    complaints.HANDLING,
    complaints.TRACKING,
    complaints.NOTICES,
    customers.LEVELS,
    customers.REGIONS,
    customers.PERSONS,
    customers.COMPANIES,
    standing.BEST,
    standing.AT_RISK,
    customers.OUTLETS,
)
REGISTERS: Mapping[ExportKind, Register] = {register.kind: register for register in _ALL}
