"""A persona is edited on screen: its words, and the rule that selects its answers."""

from __future__ import annotations

from views import loaders, map_words
from views.view import stored_rule


def persona() -> dict:
    journeys = loaders.journeys()
    persona_id = journeys.loc[journeys["journey_id"] == "it_delivery", "persona_id"].iloc[0]
    return loaders.persona(str(persona_id)).iloc[0].to_dict()


def test_saving_the_persona_keeps_what_was_not_touched(sample_store, app, monkeypatch):
    from views import journey_edit, journey_edit_persona

    monkeypatch.setattr(journey_edit.journey_edit_touchpoint, "draw", lambda view, _at: journey_edit_persona.draw(view))
    before = persona()
    screen = app("pages/journey/journey.py", edit="1")
    goals = next(area for area in screen.text_area if area.label.startswith("Goals"))
    goals.set_value("Sleep well | 睡得安稳")
    next(button for button in screen.button if button.label == "Save the persona").click().run()
    assert not screen.exception
    after = persona()
    assert map_words.items(after["goals"]) == [{"en": "Sleep well", "zh": "睡得安稳"}]
    for name in ("needs", "quotes", "evidence"):
        assert map_words.items(after[name]) == map_words.items(before[name])
    assert stored_rule(after["segment_rule"]) == stored_rule(before["segment_rule"]) != ()
