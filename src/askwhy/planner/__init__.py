"""What is due, decided purely: (protocol, facts, now) -> intents. Nothing inferred comes in."""

from askwhy.planner.cases import Account, Case, ContactId
from askwhy.planner.intents import Accept, Allocate, Ask, Intent, Kind, Outlook, Plan, Remind
from askwhy.planner.planning import plan, stratum
from askwhy.planner.states import TRANSITIONS, Event, State

__all__ = [
    "TRANSITIONS",
    "Accept",
    "Account",
    "Allocate",
    "Ask",
    "Case",
    "ContactId",
    "Event",
    "Intent",
    "Kind",
    "Outlook",
    "Plan",
    "Remind",
    "State",
    "plan",
    "stratum",
]
