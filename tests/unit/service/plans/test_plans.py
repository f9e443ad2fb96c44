"""The file of plans: what ships, what prices come out, and one sentence for each mistake in it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.api.luma.translate import CANVAS
from dreamwright.errors import BadFile, BadOption, UnknownName
from dreamwright.service.plans.plans import SHIPPED, Plans, Quote, load_plans

PLANS = load_plans()


def test_the_shipped_plans_are_lumas() -> None:
    assert tuple(PLANS.plans) == ("self", "free", "lite", "plus", "unlimited", "enterprise")
    monthly = {name: plan.monthly_credits // 1000 for name, plan in PLANS.plans.items()}
    assert (monthly["lite"], monthly["plus"], monthly["unlimited"], monthly["enterprise"]) == (
        3_200,
        10_000,
        10_000,
        20_000,
    )
    assert [PLANS.plan(name).price_cents_month for name in ("lite", "plus", "unlimited")] == [999, 2999, 9499]
    assert [name for name, plan in PLANS.plans.items() if plan.watermark] == ["free", "lite"]
    assert [name for name, plan in PLANS.plans.items() if plan.relaxed] == ["unlimited", "enterprise"]
    assert PLANS.plan("free").concurrency == 1
    assert PLANS.plan("unlimited").concurrency == 4
    assert PLANS.topup("small").millicredits == 1_200_000
    assert PLANS.cents(1_200_000) == 396


def test_a_fresh_install_has_no_limits() -> None:
    plan = PLANS.plan(PLANS.default)
    limits = plan.concurrency, plan.queue_limit, plan.requests_per_minute, plan.creates_per_minute, plan.retention_days
    assert limits == (None,) * 5
    assert not plan.watermark
    assert PLANS.price("ray-2", "video", 2160, 60, plan=plan) == 0
    assert PLANS.quote(plan, 0, 160_000) == Quote(0, False, plan.tier, plan.max_wait_s)


@pytest.mark.parametrize(
    ("model", "kind", "side", "seconds", "credits"),
    [
        ("ray-2", "video", 720, 5, 160),
        ("ray-2", "video", 720, 9, 320),  # billed as 10 s
        ("ray-2", "video", 720, 10, 320),
        ("ray-2", "video", 1080, 5, 170),
        ("ray-2", "video", 1080, 10, 340),
        ("ray-flash-2", "video", 720, 10, 110),
        ("ray-flash-2", "video", 1080, 10, 130),
        ("ray-1-6", "video", 720, 5, 80),
        ("draft", "video", 1080, 20, 240),
        ("ray-2", "video", 721, 0.1, 170),  # the next size and the first step
        *(("photon-1", "image", min(size), 0, 4) for size in CANVAS.values()),
        *(("photon-flash-1", "image", min(size), 0, 1) for size in CANVAS.values()),
        ("world", "image", 720, 0, 4),
        ("world", "image", 1080, 0, 8),
        ("ray-2", "modify_video", 720, 10, 800),
        ("ray-flash-2", "reframe_video", 1080, 7.2, 88),
        ("ray-2", "reframe_video", 1080, 7.2, 256),
        ("photon-1", "reframe_image", 1024, 0, 4),
        ("ray-2", "add_audio", 1080, 10, 0),
        ("anything", "video", 720, 5, 160),
    ],
)
def test_prices_are_lumas(model: str, kind: str, side: int, seconds: float, credits: float) -> None:
    assert PLANS.price(model, kind, side, seconds) == credits * 1000


@pytest.mark.parametrize(("source", "side", "credits"), [(720, 1080, 10), (720, 2160, 20), (1080, 2160, 10)])
def test_upscaling_costs_by_what_it_begins_with(source: int, side: int, credits: int) -> None:
    assert PLANS.price("ray-2", "upscale_video", side, 5, source_side=source) == credits * 1000


@given(
    side=st.integers(16, 4320),
    seconds=st.floats(0.1, 60),
    longer=st.floats(0, 60),
    larger=st.integers(0, 4304),
    rule=st.sampled_from(PLANS.prices),
)
def test_more_never_costs_less(side: int, seconds: float, longer: float, larger: int, rule: object) -> None:
    def price(size: int, duration: float) -> float:
        try:
            return rule.cost(size, duration)  # type: ignore[attr-defined, no-any-return]
        except BadOption:
            return math.inf

    assert price(side, seconds) <= price(side + larger, seconds + longer)


@pytest.mark.parametrize("step", range(1, 13))
def test_a_whole_number_of_steps_is_not_rounded_up(step: int) -> None:
    """Durations come from frame counts: 0.1 + 0.2 must not begin another step."""
    seconds = sum([step / 2] * 10)
    assert PLANS.price("ray-2", "video", 720, seconds + 1e-9) == 160_000 * step


def test_what_has_no_price_is_told() -> None:
    with pytest.raises(UnknownName, match="no price for smell"):
        PLANS.price("ray-2", "smell", 720, 5)
    with pytest.raises(BadOption, match="short side over 4320"):
        PLANS.price("ray-2", "video", 4321, 5)
    for seconds in (-1, math.nan, math.inf):
        with pytest.raises(BadOption):
            PLANS.price("ray-2", "video", 720, seconds)


def test_an_unlimited_plan_goes_on_relaxed() -> None:
    unlimited, plus = PLANS.plan("unlimited"), PLANS.plan("plus")
    assert PLANS.quote(unlimited, 160_000, 160_000) == Quote(160_000, False, "high", 300)
    assert PLANS.quote(unlimited, 159_999, 160_000) == Quote(0, True, "relaxed", 14_400)
    assert PLANS.quote(plus, 0, 160_000) == Quote(160_000, False, "high", 300)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("monthly_credits = 500", "monthly_credit = 500", r"mine\.toml: plans\.free\.monthly_credit: Extra inputs"),
        (
            "monthly_credits = 500",
            "monthly_credits = -1",
            r"plans\.free\.monthly_credits: .*greater than or equal to 0",
        ),
        ("monthly_credits = 500", 'monthly_credits = "500"', r"plans\.free\.monthly_credits: .*valid number"),
        ("monthly_credits = 500", "monthly_credits = nan", r"plans\.free\.monthly_credits: .*finite"),
        ("concurrency = 1\n", "concurrency = 0\n", r"plans\.free\.concurrency: "),
        ("watermark = true", 'watermark = "yes"', r"plans\.free\.watermark: "),
        ('title = "Free"\n', "", r"plans\.free\.title: Field required"),
        ('default = "self"', 'default = "gold"', r"default names the plan 'gold', which is not there"),
        ('lapsed = "free"', 'lapsed = "gold"', r"lapsed names the plan 'gold'"),
        ("cents_per_credit = 0.33", "cents_per_credit = 0", r"cents_per_credit: "),
        ('name = "large"', 'name = "small"', r"two of them have the same name"),
        ("540 = 40", "tall = 40", r"prices\.0: 'tall' is no short side"),
        ("step_s = 5", "step_s = -5", r"prices\.0\.step_s: "),
        ('currency = "usd"', 'currency = "dollars"', r"currency: "),
        ("max_short_side = 720", "max_short_side = 9000", r"plans\.free\.max_short_side: "),
        ('[plans.free]\ntitle = "Free"', '[plans."Free!"]\ntitle = "Free"', r"plans\.Free!\.name: "),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence_with_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadOption, match=said) as refused:
        load_plans(changed(tmp_path, old, new))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_toml_or_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"mine\.toml is not valid TOML"):
        load_plans(changed(tmp_path, "[plans.self]", "[plans.self"))
    with pytest.raises(BadFile, match="cannot be read"):
        load_plans(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadFile, match="cannot be read"):
        load_plans(tmp_path / "bytes.toml")
    (tmp_path / "empty.toml").write_text("plans = 3")
    with pytest.raises(BadOption, match=r"default: Field required"):
        load_plans(tmp_path / "empty.toml")


def test_plans_are_values() -> None:
    assert isinstance(PLANS, Plans)
    assert load_plans() == PLANS
    with pytest.raises(UnknownName, match="there are self, free"):
        PLANS.plan("gold")
    with pytest.raises(UnknownName, match="there are small, large"):
        PLANS.topup("huge")
