"""Whose time the wait before a step is: ours, or the customer's own time between two of the customer's actions.

Proposed from names alone: that a step is the customer's action (a call that comes in), or that the log names the
customer as who does it. docs/methods/value-stream.md says what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analytics.process.value_stream import WaitOwner, team_of
from analytics.process.word_patterns import word_patterns

Reason = Literal["action", "who", "default"]


@dataclass(frozen=True)
class WaitProposal:
    """Whose time the wait is, and why: "action" or "who" of the lists of words, or "default"."""

    owner: WaitOwner
    reason: Reason


def propose_owner(activity: str, resource: str) -> WaitProposal:
    """The proposal for the wait before `activity`, whose most frequent resource is `resource` ("" = not known).

    >>> propose_owner("Answer call", "Agent 3"), propose_owner("Sign", "Customer 12").reason
    (WaitProposal(owner='customer', reason='action'), 'who')
    >>> propose_owner("Call customer back", "Agent 3").owner, propose_owner("Customer service", "").owner
    ('ours', 'ours')
    """
    words = word_patterns("customer_words.yaml")
    if words["action"].search(activity.lower().replace("_", " ")):
        return WaitProposal("customer", "action")
    if words["who"].fullmatch(team_of(resource).lower()):
        return WaitProposal("customer", "who")
    return WaitProposal("ours", "default")
