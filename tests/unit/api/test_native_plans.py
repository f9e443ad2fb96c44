"""`/v1/plan`, `/v1/engines`, `/v1/capabilities`: true before anything is made."""

from __future__ import annotations

from fastapi.testclient import TestClient

from dreamwright.api.app import application
from dreamwright.api.context import Context

from . import hands

HASH = "sha256:" + "a" * 64


def test_a_plan_is_explained_fitted_and_priced(asked: TestClient, context: Context) -> None:
    hands.on_plan(context, "plus", 500)
    found = asked.post("/v1/plan", json={"prompt": "a xyzzy lighthouse in a storm, pan left", "duration_s": 6}).json()
    assert found["plan"]["frame"]["duration_s"] == 6.0
    assert "coast" in found["explanation"]
    assert "storm" in {reading["words"] for reading in found["readings"]}
    assert "xyzzy" in {one["words"] for one in found["unread"]}
    assert found["fit"]["engine"] == "world"
    assert found["fit"]["seconds"] > 0
    assert found["price"] == {"credits": 320.0, "available": 500.0, "relaxed": False, "tier": "high", "max_wait_s": 300}
    assert asked.get("/v1/generations").json()["total"] == 0


def test_a_draft_and_a_picture_cost_less(asked: TestClient, context: Context) -> None:
    hands.on_plan(context, "plus", 500)
    for more, price in (({"quality": "draft"}, 60.0), ({"kind": "image"}, 4.0)):
        assert asked.post("/v1/plan", json={"prompt": "a lake", **more}).json()["price"]["credits"] == price


def test_the_plan_that_is_filmed_costs_what_was_quoted(asked: TestClient, context: Context) -> None:
    hands.on_plan(context, "plus", 500)
    quoted = asked.post("/v1/plan", json={"prompt": "a lake", "resolution": "1080p"}).json()
    made = asked.post("/v1/generations", json={"plan": quoted["plan"]}).json()
    assert made["price"] == quoted["price"]["credits"] == 170.0


def test_pictures_choose_the_engine_and_are_not_opened(asked: TestClient) -> None:
    inputs = {"start_image": HASH, "styles": [{"image": "https://no.example/x.png"}], "masks": {"sky": HASH}}
    found = asked.post("/v1/plan", json={"prompt": "push in", "inputs": inputs}).json()
    assert found["fit"]["engine"] == "parallax"
    assert found["plan"]["inputs"]["start_image"] == HASH
    assert found["plan"]["inputs"]["style_images"] == []
    linked = {"prompt": "push in", "inputs": {"start_image": "https://no.example/x.png"}}
    found = asked.post("/v1/plan", json=linked).json()
    assert (found["fit"]["engine"], found["plan"]["inputs"]["start_image"]) == ("parallax", None)


def test_wrong_plans_are_told(asked: TestClient) -> None:
    for body in ({"prompt": "a lake", "engine": "nonsense"}, {"prompt": "a lake", "concepts": ["nonsense"]},
                 {"prompt": "a lake", "aspect": "nonsense"}, {"prompt": " "}):  # fmt: skip
        answer = asked.post("/v1/plan", json=body)
        assert answer.status_code == 422
        assert answer.json()["title"].endswith(".")


def test_engines_say_what_they_are_for(asked: TestClient) -> None:
    found = {one["name"]: one for one in asked.get("/v1/engines").json()["engines"]}
    assert found["world"]["default"]
    assert found["world"]["available"]
    assert "picture" in found["parallax"]["purpose"]


def test_capabilities_know_the_plan(asked: TestClient, context: Context) -> None:
    hands.on_plan(context, "free", 1)
    found = asked.get("/v1/capabilities").json()
    assert found["resolutions"]["1080p"] == 1080
    assert {"h264", "hevc"} <= set(found["codecs"])
    assert len(found["concepts"]) == 34
    limits = found["limits"]
    assert (limits["plan"], limits["max_short_side"], limits["watermark"]) == ("free", 720, True)


def test_metrics_are_for_admins_and_this_machine(asked: TestClient, anyone: TestClient, context: Context) -> None:
    asked.post("/v1/generations", json={"prompt": "a lake"})
    text = asked.get("/metrics").text
    assert 'dreamwright_queue_jobs{tier="standard"} 1.0' in text
    assert 'dreamwright_jobs{state="running"} 0.0' in text
    assert 'dreamwright_request_seconds_count{method="POST",route="/v1/generations",status="201"} 1.0' in text
    assert anyone.get("/metrics").status_code == 401
    with TestClient(application(context), client=("127.0.0.1", 5000)) as here:
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 401
