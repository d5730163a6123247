"""What a question asks for."""

from __future__ import annotations

import pytest

from analytics.voices.questions import question_context

ASKED = {
    "faults": """What could we do better?|What did you dislike?|What went wrong?|What would you change?
        |What stopped you from giving a higher score?|What did you like least?|What didn't work well?
        |Is there anything you were not happy with?|What can we do to make you happier?|Any suggestions for improvement?
        |我们哪里可以做得更好？|您有什么改进建议？|您对哪些方面不满意？|您最不喜欢什么？|您為什麼沒有給更高的分數？""",
    "praise": """What did you like most?|What did we do well?|What was good about your visit?|What should we keep doing?
        |What exceeded your expectations?|Who would you like to compliment?|您最喜欢什么？|我们哪里做得好？
        |您最滿意的是哪一點？|什么地方超出了您的期望?""",
    "open": """Any other comments?|Why did you give this score?|Is there anything you would like to tell us?
        |What did you like or dislike?|What was good and what could be improved?|How satisfied are you with our service?
        |您还有什么想说的？|请说明您打分的原因。|您对我们的服务满意吗？|其他意见和建议""",
}
CASES = [(question.strip(), context) for context, listed in ASKED.items() for question in listed.split("|")]


@pytest.mark.parametrize(("question", "context"), CASES)
def test_the_wording_tells_what_is_asked_for(question, context):
    assert question_context(question) == context


def test_no_question_is_open():
    assert question_context(None) == question_context("") == "open"
