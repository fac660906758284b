"""The decisions about projects and about systems whose life ends; each leaves the commit to its door."""

from isms.projects.service.benefits import (
    add_benefit,
    change_benefit,
    hand_over_benefit,
    realise_benefit,
    withdraw_benefit,
)
from isms.projects.service.deciding import decide, tick_gate, waive_gate, withdraw_decision
from isms.projects.service.endings import begin_ending, finish_ending, hand_over_ending, settle_part
from isms.projects.service.projects import attach, change, detach, hand_over, register, withdraw

__all__ = [
    "add_benefit",
    "attach",
    "begin_ending",
    "change",
    "change_benefit",
    "decide",
    "detach",
    "finish_ending",
    "hand_over",
    "hand_over_benefit",
    "hand_over_ending",
    "realise_benefit",
    "register",
    "settle_part",
    "tick_gate",
    "waive_gate",
    "withdraw",
    "withdraw_benefit",
    "withdraw_decision",
]
