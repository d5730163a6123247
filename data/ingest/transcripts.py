"""Records of speech: "Moderator: ...", "[00:01:23] Anna: ...", names on lines of their own, or plain paragraphs.

One row per utterance: time, speaker, text. Lines above the first utterance are set aside, not lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data.ingest.model import RowAside
from data.ingest.text_source import is_answerer, is_asker
from data.ingest.vendors import normal_name, rules

HEAD = "title"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_DAY = str(rules("texts")["day"])
_WHO = r"[^\s:：\[\]【】,，。;；!！?？“”\"|][^:：\[\]【】,，。;；!！?？“”\"|]{0,38}?"
_STAMP = rf"[\[(（【]?\s*(?:(?P<day>{_DAY}),?\s+)?(?P<time>{_CLOCK})\s*[\])）】]?"
_SAID = re.compile(rf"^(?:{_STAMP}\s*[-–—]?\s*)?(?P<who>{_WHO})\s*[:：]\s*(?P<text>.*)$", re.DOTALL)
_SAID_TIMED = re.compile(
    rf"^(?P<who>{_WHO})\s*[\[(（【]\s*(?P<time>{_CLOCK})\s*[\])）】]\s*[:：]?\s*(?P<text>.*)$", re.DOTALL
)
_NAME_LINE = re.compile(rf"^(?P<who>{_WHO})\s+(?:(?P<day>{_DAY}),?\s+)?[\[(（]?(?P<time>{_CLOCK})[\])）]?$")
_CUE = re.compile(rf"^(?P<time>{_CLOCK})\s*-->\s*{_CLOCK}.*$")
_VOICE = re.compile(r"^<v\s+(?P<who>[^>]+)>(?P<text>.*?)(?:</v>)?$")
_BULLET = re.compile(r"^(?P<no>[-*•·–—]|\(?\d{1,4}[.)、．）]|[（(]\d{1,4}[)）])\s*(?P<text>\S.*)$", re.DOTALL)
LONG_LINE = 400


@dataclass(frozen=True)
class Line:
    """One line or paragraph and its number in the file, counted from 1."""

    no: int
    text: str


@dataclass(frozen=True)
class Utterance:
    """What one speaker says in one go; `no` is its first line."""

    no: int
    text: str
    who: str = ""
    time: str = ""


@dataclass(frozen=True)
class Transcript:
    """The rows found: headers, (row number, cells), and the lines of the head."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    aside: tuple[RowAside, ...] = ()


def speakers_in(lines: Sequence[str]) -> frozenset[str]:
    """The labels that are speakers: heard at least twice, called what speakers are called, or standing with a time.

    A label of the head ("interviewed by") is one only when it asks again further down.
    """
    heard, timed = Counter[str](), set()
    for line in lines:
        hit = _opening(line)
        if hit:
            who = hit["who"].strip()
            heard[who] += 1
            if hit["time"]:
                timed.add(who)
    labels = _words("record_labels")
    found = {
        who
        for who, n in heard.items()
        if (normal_name(who) not in labels and (n >= 2 or is_asker(who) or is_answerer(who) or who in timed))
        or (n >= 2 and is_asker(who))
    }
    n_said = sum(heard[who] for who in found)
    is_named = any(map(is_asker, found)) and any(map(is_answerer, found))
    is_few = is_named or bool(timed) or len(found) <= max(2, 0.5 * n_said)
    is_speech = n_said >= 2 and is_few and n_said >= 0.1 * len(lines)
    return frozenset(found) if is_speech else frozenset()


def _words(part: str) -> frozenset[str]:
    return frozenset(normal_name(str(word)) for word in rules("texts")[part])


def _opening(line: str) -> dict[str, str] | None:
    """Who begins to speak on this line, when, and the first words."""
    text = line.strip()
    for pattern in (_VOICE, _NAME_LINE, _SAID_TIMED, _SAID):
        hit = pattern.match(text)
        if hit and not hit["who"].strip().isdigit() and "//" not in hit["who"]:
            told = hit.groupdict()
            day, time = told.get("day") or "", told.get("time") or ""
            return {"who": hit["who"], "time": f"{day} {time}".strip(), "text": (told.get("text") or "").strip()}
    return None


def transcript_of(lines: Sequence[Line]) -> Transcript:
    """The utterances of a record, or its paragraphs where no speaker is marked."""
    filled = [line for line in lines if line.text.strip()]
    speakers = speakers_in([line.text for line in filled])
    return _spoken(filled, speakers) if speakers else _written(lines)


def _spoken(lines: Sequence[Line], speakers: frozenset[str]) -> Transcript:
    """One row per utterance; lines without a label go on with the one before."""
    said: list[Utterance] = []
    head: list[Line] = []
    time = ""
    has_cues = any(_CUE.match(line.text.strip()) for line in lines)
    for line in lines:
        cue = _CUE.match(line.text.strip())
        if cue:
            time = cue["time"]
            continue
        hit = _opening(line.text)
        if hit and hit["who"].strip() in speakers:
            said.append(Utterance(line.no, hit["text"], hit["who"].strip(), hit["time"] or time))
            time = ""
        elif not said:
            head.append(line)
        elif not (has_cues and line.text.strip().isdigit()):
            said[-1] = replace(said[-1], text=f"{said[-1].text}\n{line.text.strip()}".strip())
    names = _names([one.text for one in said])
    if any(one.time for one in said):
        return Transcript(names, tuple((one.no, (one.time, one.who, one.text)) for one in said), _aside(head))
    return Transcript(names[1:], tuple((one.no, (one.who, one.text)) for one in said), _aside(head))


def _aside(lines: Iterable[Line]) -> tuple[RowAside, ...]:
    return tuple(RowAside(line.no, HEAD, (line.text,)) for line in lines)


def _names(texts: Iterable[str]) -> tuple[str, str, str]:
    """The names of the columns, in the language of the record."""
    joined = "".join(texts)
    han = sum("\u4e00" <= char <= "\u9fff" for char in joined[:20_000])
    language = "zh" if han > 0.2 * min(len(joined), 20_000) else "en"
    time, speaker, text = map(str, rules("texts")["own_names"][language])
    return time, speaker, text


def _written(lines: Sequence[Line]) -> Transcript:
    """Paragraphs: parted by blank lines where there are any; numbered or dotted points each on its own."""
    filled = [line for line in lines if line.text.strip()]
    points = [_BULLET.match(line.text.strip()) for line in filled]
    text_name = _names([line.text for line in filled])[2]
    if sum(point is not None for point in points) >= max(3, 0.6 * len(filled)):
        return _listed(filled, points, text_name)
    title, body = _title(filled)
    kept = {line.no for line in body}
    blocks = _blocks([line for line in lines if line.no in kept or not line.text.strip()])
    return Transcript((text_name,), tuple((no, (text,)) for no, text in blocks), _aside(title))


def _listed(lines: Sequence[Line], points: Sequence[re.Match[str] | None], text_name: str) -> Transcript:
    """One row per numbered or dotted point, with its mark."""
    rows: list[tuple[int, tuple[str, str]]] = []
    head: list[Line] = []
    for line, point in zip(lines, points, strict=True):
        if point is not None:
            rows.append((line.no, (point["no"], point["text"])))
        elif rows:
            no, (mark, text) = rows[-1]
            rows[-1] = (no, (mark, f"{text}\n{line.text.strip()}"))
        else:
            head.append(line)
    return Transcript(("#", text_name), tuple(rows), _aside(head))


def _title(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """A short first line without an end mark is a title, and labelled lines below it are the head."""
    n = 0
    first = lines[0].text.strip() if len(lines) > 2 else ""
    if 0 < len(first) <= 40 and not re.search(r"[.!?。！？…]\W*$", first):
        n = 1
    labels = _words("record_labels")
    while n < len(lines) - 1:
        hit = _SAID.match(lines[n].text.strip())
        if not hit or normal_name(hit["who"]) not in labels:
            break
        n += 1
    return list(lines[:n]), list(lines[n:])


def _blocks(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Lines joined to paragraphs when they are short and blank lines part them; else each line is one."""
    filled = [line for line in lines if line.text.strip()]
    starts = [
        line.text.strip() and not (before and before.text.strip())
        for before, line in zip((None, *lines), lines, strict=False)
    ]
    n_blocks = sum(map(bool, starts))
    is_short = max((len(line.text) for line in filled), default=0) < LONG_LINE
    if not (n_blocks > 1 and is_short and len(filled) >= 2 * n_blocks):
        return [(line.no, line.text.strip()) for line in filled]
    blocks: list[tuple[int, str]] = []
    is_open = False
    for line in lines:
        if not line.text.strip():
            is_open = False
        elif is_open:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{line.text.strip()}")
        else:
            blocks.append((line.no, line.text.strip()))
            is_open = True
    return blocks


def is_prose(lines: Sequence[str]) -> bool:
    """Lines that no delimiter splits into cells, or that speakers begin: a text, not a table."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return False
    speakers = speakers_in(filled)
    if speakers:
        opened = sum((hit := _opening(line)) is not None and hit["who"].strip() in speakers for line in filled)
        if opened >= 0.3 * len(filled):
            return True
    return not any(_splits(filled, mark) for mark in "\t;|,")


def _splits(lines: Sequence[str], mark: str) -> bool:
    """Whether most lines hold the mark equally often."""
    counts = Counter(line.count(mark) for line in lines)
    usual, n = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    return usual > 0 and n >= 0.6 * len(lines) and len(lines) >= 2
