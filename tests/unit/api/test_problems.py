"""What is wrong with a request is one sentence in the words of who asked: no name of a class, no name of an error."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

BROKEN = b'{"prompt": "a \\ud800 lake"}'


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Give a prompt, a plan, or a film to extend."),
        ({"prompt": ""}, "The field prompt is wrong: string should have at least 1 character."),
        ({"prompt": {"prompt": "a lake", "sead": 1}}, "The field prompt.sead is not known here."),
        ({"prompt": {"prompt": "a lake", "fps": 0}}, "The field prompt.fps is wrong: input should be greater than or "
                                                     "equal to 1."),
        ({"prompt": "a lake", "kind": "image", "format": "mp4"}, "Mp4 is no format of the kind image."),
        ({"prompt": "a lake", "quality": "best"}, "The field quality is wrong: input should be 'draft', 'standard' or "
                                                  "'high'."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_plain_sentence(asked: TestClient, body: dict[str, Any], sentence: str) -> None:
    answer = asked.post("/v1/generations", json=body)
    assert (answer.status_code, answer.json()["title"]) == (422, sentence)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_half_a_character_is_told_of_the_words_and_not_of_an_object(asked: TestClient) -> None:
    headers = {"content-type": "application/json"}
    answer = asked.post("/v1/generations", content=BROKEN, headers=headers)
    assert answer.status_code == 422
    assert "PlanAsk" not in answer.text
    assert "object" not in answer.json()["title"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_header_is_called_by_its_name(asked: TestClient) -> None:
    answer = asked.post("/v1/generations", json={"prompt": "a lake"}, headers={"idempotency-key": "k" * 300})
    assert answer.json()["title"] == "The field Idempotency-Key is wrong: string should have at most 255 characters."
