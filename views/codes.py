"""The registry of the link: each key of the URL with its default, what it accepts and its name in a refusal.

A line a key: a page that needs one more writes it here and nowhere else. `views.state` reads the registry and hands the
names on (`state.JOURNEY`). An id or a text is only checked for its shape here, by who reads it against the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.voices.emotion_names import EMOTIONS
from errors import N_
from i18n import LANGUAGES

PERIOD_CODE = re.compile(r"(w|m|q|h|12m|all)(:[0-9]{4}-[0-9]{2}(-[0-9]{2})?)?")
ID = re.compile(r"[\w.\-]{1,120}")
HASH = re.compile(r"[0-9a-f]{32}")
TEXT = re.compile(r"[^\x00-\x1f]{1,400}")

# accepted values that views offer as choices too; the first is the default where the key states none
COMPARISONS = ("none", "previous", "year_ago", "target")
BASES = ("answer", "service")
SWITCH = ("0", "1")
FORMS = ("chart", "table")
PARTS = ("uploads", "answers")
SENTIMENTS = ("all", "negative", "neutral", "positive")
FELT = ("all", *EMOTIONS)
FIGURES = ("mentions", "negative", "impact")
OUTCOMES = ("all", "lead", "cost", "score")
STREAM_FORMS = ("picture", "whole", "list", "table")
STREAM_VIEWS = ("now", "future", "compare")
STREAM_LEASTS = ("0", "10", "25", "50")  # per cent of the cases that a step shown has at least
LOAD_FIGURES = ("progress", "closed", "begun", "lead")
LOAD_CLOCKS = ("calendar", "working")
LOAD_GRAINS = ("month", "week")
THRESHOLDS = ("1.00", "1.33", "1.67")
OVERLAY_PERIOD, OVERLAY_NONE = "period", "none"  # two overlays that are no segment


@dataclass(frozen=True)
class Key:
    """One key of the link.

    `name` is the English noun of a refusal, marked for translation. `among` holds the values accepted, or is empty:
    then `like` must match the whole value, and "" says that nothing is chosen. `is_always` keys stand in every link.
    """

    code: str
    name: str
    default: str
    among: tuple[str, ...]
    like: re.Pattern[str]
    is_always: bool

    def accepts(self, value: str) -> bool:
        """Whether `value` could stand under this key.

        >>> KEYS[PERIOD].accepts("m:2026-05"), KEYS[PERIOD].accepts("m:May"), KEYS[PERIOD].accepts("")
        (True, False, True)
        >>> KEYS[PRESENT].accepts("1"), KEYS[PRESENT].accepts("")
        (True, False)
        """
        if self.among:
            return value in self.among
        return value == "" or self.like.fullmatch(value) is not None


KEYS: dict[str, Key] = {}  # code -> key, in the order in which refusals are said


def _key(
    code: str,
    name: str,
    *,
    among: tuple[str, ...] = (),
    like: re.Pattern[str] = TEXT,
    default: str | None = None,
    is_always: bool = False,
) -> str:
    """Enter a key and return its code, the constant by which views name it."""
    if code in KEYS:
        raise ValueError(f"{code} stands twice")
    first = among[0] if among else ""
    KEYS[code] = Key(code, name, first if default is None else default, among, like, is_always)
    return code


# every page
JOURNEY = _key("j", N_("journey"), like=ID, is_always=True)
TOUCHPOINT = _key("tp", N_("touchpoint"), like=ID, is_always=True)
SEGMENTS = _key("seg", N_("segment"), like=TEXT)
PERIOD = _key("per", N_("period"), like=PERIOD_CODE, default="12m", is_always=True)
COMPARISON = _key("cmp", N_("comparison"), among=COMPARISONS, default="previous", is_always=True)
OVERLAY = _key("ov", N_("overlay"), like=TEXT)
LANGUAGE = _key("lang", N_("language"), among=LANGUAGES, is_always=True)
SELECTION = _key("sel", N_("selection"), like=ID)
PRESENT = _key("present", N_("presenting"), among=SWITCH)
BASIS = _key("basis", N_("date basis"), among=BASES, default="")
RAW = _key("raw", N_("scale shown"), among=SWITCH)
EDIT = _key("edit", N_("edit mode"), among=SWITCH)
LINKED = _key("lk", N_("link"), like=TEXT)

# survey explorer
QUESTION = _key("q", N_("question"), like=TEXT)
SPLIT = _key("by", N_("split"), like=TEXT, default="auto")
MEASURE = _key("show", N_("measure"), among=("auto", "shares", "mean", "top2"))
FORM = _key("as", N_("chart or table"), among=FORMS)
WEIGHTED = _key("wt", N_("weights"), among=SWITCH)
OPTION = _key("opt", N_("answer option"), like=TEXT)
GROUP = _key("grp", N_("group"), like=TEXT)

# data quality and the parts of the voices
PART = _key("part", N_("part of the page"), among=PARTS)
VOICES_PART = _key(
    "vp", N_("part of the page"), among=("themes", "compare", "verbatims", "review", "topics", "codeframe", "model")
)
TOPICS_OF = _key("tof", N_("comments to group"), among=("new", "all"))

# voices
THEME = _key("th", N_("theme"), like=ID)
SENTIMENT = _key("sn", N_("sentiment"), among=SENTIMENTS)
EMOTION = _key("em", N_("emotion"), among=FELT)
VERSUS = _key("vs", N_("comparison"), like=TEXT)
SIDE = _key("va", N_("segment"), like=TEXT)
OTHER = _key("vb", N_("segment"), like=TEXT)
FIGURE = _key("vf", N_("measure"), among=FIGURES)
SPOKEN = _key("vl", N_("language of the comment"), among=("all", "en", "zh", "other"))
SEARCH = _key("find", N_("search"), like=TEXT)
VOICE_POINT = _key("vt", N_("touchpoint of the comment"), like=ID)
SURENESS = _key("cf", N_("confidence"), among=("all", "sure", "unsure"))
CONTENT = _key("vc", N_("content"), among=("all", "some", "none"))
LIKE = _key("like", N_("comments like one"), like=HASH)
TOPIC = _key("tpc", N_("topic"), like=HASH)

# survey and finding
SURVEY = _key("sv", N_("survey"), like=ID)
FINDING = _key("found", N_("finding"), like=ID)

# board
BOARD_PART = _key("bp", N_("part of the page"), among=("icons", "portfolio"))
UNIT_KIND = _key("uk", N_("kind of unit"), like=TEXT)
UNIT = _key("un", N_("unit"), like=TEXT)

# value stream: map, paths, foresight, load
STREAM_PART = _key("sp", N_("part of the page"), among=("map", "paths", "load", "transitions", "models"))
STEP = _key("step", N_("step of the process"), like=TEXT)
STREAM_FORM = _key("sf", N_("form of the map"), among=STREAM_FORMS)
STREAM_LEAST = _key("least", N_("steps shown"), among=STREAM_LEASTS, default="10")
STREAM_VIEW = _key("svw", N_("state of the stream"), among=STREAM_VIEWS)
STREAM_LOG = _key("slog", N_("event log"), like=TEXT)
WAY = _key("way", N_("feature of the way"), like=ID)
OUTCOME = _key("fo", N_("what is foreseen"), among=OUTCOMES)
KNOWN_BY = _key("fk", N_("stage"), like=ID)
CHANCE_CLASS = _key("fc", N_("probability"), among=("", *"0123456789"))
PASSAGE = _key("pass", N_("passage"), like=ID)
LOAD_FIGURE = _key("lf", N_("measure"), among=LOAD_FIGURES)
LOAD_CLOCK = _key("lc", N_("clock"), among=LOAD_CLOCKS)
LOAD_GRAIN = _key("lg", N_("periods"), among=LOAD_GRAINS)
LOAD_PERIOD = _key("lp", N_("period"), like=ID)

# control charts, capability
CONTROL_PART = _key("cpart", N_("part of the page"), among=("chart", "capability", "baselines"))
CONTROL_MEASURE = _key("cm", N_("measure"), like=TEXT)
CAPABILITY_MEASURE = _key("pcm", N_("measure"), like=TEXT)
THRESHOLD = _key("thr", N_("index asked for"), among=THRESHOLDS, default="1.33")
DISTRIBUTION = _key(
    "dis",
    N_("distribution"),
    among=("auto", "normal", "box_cox", "yeo_johnson", "lognormal", "weibull", "gamma", "observed"),
)
CONTROL_FIGURE = _key("cfig", N_("figure"), among=("mean", "satisfied", "low"))
CONTROL_GRAIN = _key("cg", N_("length of a period"), like=ID)
CHART_TYPE = _key("ct", N_("control chart"), like=ID, default="auto")
RULE_SET = _key("rs", N_("rule set"), like=ID, default="default")
CHART_POINT = _key("pt", N_("point of the chart"), like=ID)
CONTROL_BASELINE = _key("cbl", N_("baseline"), among=SWITCH, default="1")

# links: experience x process
LINK_LEVEL = _key("lv", N_("level"), among=("case", "period"))
LINK_CELL = _key("lx", N_("pair of touchpoint and measure"), like=TEXT)
LINK_SET = _key("ls", N_("process measures"), among=("", "whole", "waits", "repeats", "work"))
LINK_STAGE = _key("lst", N_("stage"), like=ID)
LINK_REAL = _key("lr", N_("filter"), among=SWITCH)
LINK_ORDER = _key("lo", N_("order of the matrix"), among=("strength", "journey"))
LINK_FORM = _key("lsc", N_("scatter"), among=("answers", "adjusted"))

# measures and goals
KPI_PART = _key("kpart", N_("part of the page"), among=("measures", "goals"))
KPI = _key("kpi", N_("measure"), like=ID)
KPI_PERIOD = _key("kper", N_("period"), like=ID)
OBJECTIVE = _key("ob", N_("objective"), like=ID)

# key drivers
DRIVERS_PART = _key("dpt", N_("part of the journey"), like=ID)
DRIVERS_OUTCOME = _key("dout", N_("outcome"), among=("overall", "nps", "top2"))
DRIVERS_MISSING = _key("dmis", N_("treatment of blanks"), among=("complete", "pairwise"))
DRIVERS_TARGET = _key("dtg", N_("line that scores are held against"), among=("mean", "floor", "benchmark"))

DEFAULTS = {code: key.default for code, key in KEYS.items()}
