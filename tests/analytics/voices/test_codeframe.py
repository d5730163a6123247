"""The codeframe: the one that ships, and what is said about one with mistakes."""

from __future__ import annotations

import pytest

from analytics.voices.codeframe import from_yaml, parse, standard, to_plain, to_yaml
from errors import CodeframeRefused

NAME = {"en": "Name", "zh": "名称"}
GROUP = {"id": "product", "name": NAME}


def told(**changed: object) -> dict[str, object]:
    return {"themes": [GROUP, {"id": "price", "parent": "product", "name": NAME, "words": {"en": ["price"]}} | changed]}


def test_the_standard_codeframe_has_three_groups_and_two_dozen_themes_in_both_languages():
    frame = standard()
    groups = [theme.id for theme in frame.themes if theme.parent is None]
    assert groups == ["brand", "product", "interaction"]
    assert 22 <= len(frame.ids) <= 26
    for theme in frame.tagged:
        assert min(len(theme.en.words), len(theme.zh.words)) >= 10, theme.id
        assert (theme.name("en").isascii(), theme.name("zh").isascii()) == (True, False)


def test_no_word_stands_twice_in_the_lists_of_the_standard_codeframe_with_the_same_theme_as_exception():
    for theme in standard().tagged:
        for rules in (theme.en, theme.zh):
            assert not set(rules.words) & set(rules.exceptions), theme.id


def test_a_codeframe_survives_the_way_through_a_file():
    assert from_yaml(to_yaml(standard())) == standard()
    assert parse(to_plain(standard())) == standard()


@pytest.mark.parametrize(
    ("changed", "place", "kind"),
    [
        ({"id": "Price!"}, "themes[1]", "bad_id"),
        ({"id": "product"}, "product", "twice"),
        ({"parent": "goods"}, "price", "no_group"),
        ({"parent": "price"}, "price", "third_level"),
        ({"name": {"en": "Price"}}, "price", "bad_name"),
        ({"name": NAME | {"app and systems": None}}, "price", "unknown_name_key"),
        ({"name": NAME | {"fr": "Nom"}}, "price", "unknown_name_key"),
        ({"name": NAME | {5: "Nom"}}, "price", "unknown_name_key"),
        ({"colour": "red"}, "price", "unknown_key"),
        ({"words": ["price"]}, "price.words", "not_by_language"),
        ({"words": {"fr": ["prix"]}}, "price.words", "unknown_language"),
        ({"words": {"en": "price"}}, "price.words.en", "not_a_list"),
        ({"words": {"en": ["*"]}}, "price.words.en", "bad_word"),
        ({"words": {"en": [True]}}, "price.words.en", "bad_word"),
        ({"words": {"en": ["价格"]}}, "price.words.en", "bad_word"),
        ({"words": {"zh": ["price"]}}, "price.words.zh", "bad_word"),
        ({"words": {"en": ["a" * 61]}}, "price.words.en", "bad_word"),
        ({"words": {"en": ["price"] * 3_001}}, "price.words.en", "too_many_words"),
    ],
)
def test_a_mistake_is_named_with_its_place(changed, place, kind):
    with pytest.raises(CodeframeRefused) as refused:
        parse(told(**changed))
    assert (place, kind) in {problem[:2] for problem in refused.value.problems}


def test_a_name_with_a_comma_is_whole_or_refused_with_the_way_to_write_it():
    names = {theme.id: theme.name_en for theme in standard().themes}
    assert names["digital"] == "Website, app and systems"
    assert names["access_location"] == "Access, location and parking"
    assert names["privacy"] == "Privacy, dignity and data protection"
    with pytest.raises(CodeframeRefused, match="put a name with a comma in quotation marks"):
        from_yaml("themes: [{id: digital, name: {en: Website, app and systems, zh: \u7f51\u7ad9}}]")


def test_all_mistakes_are_named_at_once():
    with pytest.raises(CodeframeRefused) as refused:
        parse({"themes": [GROUP, 7, {"id": "price", "parent": "goods", "name": "Price"}]})
    kinds = [problem[1] for problem in refused.value.problems]
    assert kinds == ["not_a_theme", "bad_name", "bad_name", "no_group"]


@pytest.mark.parametrize("text", ["", "[]", "themes: 5", "themes: [", "a: &a [*a]", "- {[}", "\x00", "themes: []"])
def test_a_file_that_is_no_codeframe_is_refused_in_words(text):
    with pytest.raises(CodeframeRefused) as refused:
        from_yaml(text)
    assert "{" not in str(refused.value)


def test_a_group_with_words_is_refused():
    with pytest.raises(CodeframeRefused, match="A group has no words"):
        parse({"themes": [GROUP | {"words": {"en": ["thing"]}}]})


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(CodeframeRefused, match="too large"):
        from_yaml("#" * 2_000_001)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[" * 100_000, "not_a_theme"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nthemes: [*b, *b]", "alias"),
        ("themes: [{id: a, name: {en: A, zh: A}, parent: {x: y}}]", "no_group"),
        ("themes: [{id: a, name: {en: A, zh: A}, parent: [a, b]}]", "no_group"),
        (f"themes: [{{id: 0x{'f' * 9_000}, name: {{en: A, zh: A}}}}]", "bad_id"),
        ('themes: !!python/object/apply:os.system ["true"]', "yaml"),
    ],
)
def test_a_file_made_to_do_harm_is_refused_at_once_with_its_mistake(text, kind):
    with pytest.raises(CodeframeRefused) as refused:
        from_yaml(text)
    assert kind in {problem[1] for problem in refused.value.problems}
