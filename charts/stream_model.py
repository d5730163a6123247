"""What a value-stream map shows, worded: its boxes, its ways back, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.process.value_stream import ValueClass


@dataclass(frozen=True)
class MapStep:
    """One process box, worded.

    Attributes
    ----------
    code, name : what a click selects; the name of the step.
    value_class, class_words, class_more : its fill, the class in words, and a second line, e.g. the type of waste.
    facts : label and value per line of the data box.
    wait, wait_more, wip : the wait before the step, a second line on it, and how many cases wait.
    work, team : processing time for the ladder; who works here.
    flow : how work comes here: "push", "pull" (the step draws it) or "fifo" (the queue keeps its order).
    order : the share of a "fifo" queue that keeps its order.
    customers : says that the wait is the customer's own time and no queue; "" for a queue.
    again : how many cases come here again, "" where no loop is drawn.
    burst : what the improvement burst says, "" for none.
    emotion : 0-100, None where nobody was asked. emotion_words, emotion_more : its value, and interval with n.
    is_sure : enough answers to be coloured.
    wip_words : `wip` with its unit, where there is room.
    told : all of it in a sentence, shown when the step is pointed at.
    """

    code: str
    name: str
    value_class: ValueClass
    class_words: str
    facts: tuple[tuple[str, str], ...]
    wait: str
    work: str
    wip: str
    class_more: str = ""
    team: str = ""
    wait_more: str = ""
    flow: str = "push"
    order: str = ""
    customers: str = ""
    again: str = ""
    burst: str = ""
    emotion: float | None = None
    emotion_words: str = ""
    emotion_more: str = ""
    is_sure: bool = False
    told: str = ""
    wip_words: str = ""


@dataclass(frozen=True)
class MapLoop:
    """Cases that go back: from the step at place `start` to the earlier one at place `end`, with a label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class StreamWords:
    """What stands beside the boxes.

    Attributes
    ----------
    system, customer : lines in the box of the information flow and beside the customer.
    supplier : who or what starts a case, in lines beside the factory at the left.
    summary : label and value per line on the whole stream; an empty value makes the label a heading.
    before, after : how many steps are not drawn at either side, "" for none.
    wait_total, work_total : what the two levels of the ladder add up to, all steps of the stream.
    customer_total : the customer's own time on the upper level, not in `wait_total`; "" without any.
    """

    system: tuple[str, ...]
    customer: tuple[str, ...]
    summary: tuple[tuple[str, str], ...]
    before: str = ""
    after: str = ""
    wait_total: str = ""
    work_total: str = ""
    customer_total: str = ""
    supplier: tuple[str, ...] = ()
