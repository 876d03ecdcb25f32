"""Which records a kept text is about: the name under which it is kept says so, for accounts that are closed."""

from __future__ import annotations

from models.events.tables import RecordKey, Subject

_FORMS = {
    "complain": Subject.TICKET,
    "complain_for": Subject.CUSTOMER,
    "callback": Subject.CALLBACK,
    "callback_message": Subject.CALLBACK,
    "callback_excuse": Subject.CALLBACK,
}
_OF_NO_CUSTOMER = frozenset({"take_on", "staff", "setting", "model", "site", "team", "skill", "message", "interviews"})
_SUBJECTS = {subject.value: subject for subject in Subject}


def records_of(purpose: str) -> frozenset[RecordKey]:
    """The records of a purpose such as `8:case_reply:12`, `8:note:4:5` (of several tickets) or `8:escalate:callback:3`.

    The person's id may stand before the form's name; a form that isn't listed and doesn't begin with "case" is a ticket's.
    """
    parts = purpose.split(":")
    form, *rest = parts[1:] if len(parts) > 1 and parts[0].isdecimal() else parts
    if form in _OF_NO_CUSTOMER:
        return frozenset()
    subject = Subject.COMPLAINT if form.startswith("case") else _FORMS.get(form, Subject.TICKET)
    if rest and rest[0] in _SUBJECTS:
        subject = _SUBJECTS[rest[0]]
    return frozenset((subject, int(part)) for part in rest if part.isdecimal())
