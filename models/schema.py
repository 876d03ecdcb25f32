"""Every table of the database, in the order in which they can be made; the migrations make them, a test compares the two."""

from __future__ import annotations

from models.callbacks.tables import Callback, CallbackAttempt, InterviewPlan, Survey
from models.calls.tables import Call
from models.complaints.tables import (
    Complaint,
    ComplaintLink,
    Evidence,
    Extension,
    Investigator,
    LevelSpan,
    Measure,
    Notice,
    Plan,
)
from models.customers.tables import Contact, ContactNumber, Customer
from models.database import Table
from models.events.tables import Event, EventDetail
from models.messages.tables import Message
from models.numbering import NumberSeries
from models.people.tables import AgentStateSpan, DeskSession, Skill, Staff, StaffRole, StaffSkill, Team
from models.presence.tables import OpenRecord
from models.privacy.tables import LegalHold
from models.products.tables import OwnedProduct, ProductModel
from models.site.tables import Region, Setting, Site
from models.sla.tables import Alert, Calendar, Clock, LadderStep, Policy, Target
from models.tickets.tables import Category, Ticket, TicketNote

TABLES: tuple[type[Table], ...] = (
    Site,
    Setting,
    Region,
    Team,
    Staff,
    StaffRole,
    Skill,
    StaffSkill,
    DeskSession,
    AgentStateSpan,
    NumberSeries,
    Event,
    EventDetail,
    Customer,
    Contact,
    ContactNumber,
    ProductModel,
    OwnedProduct,
    Calendar,
    Policy,
    Target,
    LadderStep,
    Clock,
    Alert,
    Category,
    Ticket,
    TicketNote,
    Call,
    Complaint,
    LevelSpan,
    ComplaintLink,
    Investigator,
    Evidence,
    Plan,
    Measure,
    Extension,
    Notice,
    InterviewPlan,
    Callback,
    CallbackAttempt,
    Survey,
    Message,
    LegalHold,
    OpenRecord,
)
