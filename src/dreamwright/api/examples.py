"""An example of every request and answer in the OpenAPI: requests are written out, answers are put together from them.

Knows names of schemas and fields; asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

ID, OTHER = "7f1d0c5e-3a52-4b8e-9d51-0a3c6f2b9e44", "b2c4e6a8-1f30-4d5c-8e7a-6b9d0c1e2f3a"
HASH = "sha256:" + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FILM = "https://films.example/files/k3J9…/film.mp4"
PICTURE = "https://example.com/photo.jpg"
TOKEN = "S780WaD70gmkKlbe9GnuVigkf_dnCwrlLyZF4sU2w5Q"

NOW = "2026-11-26T12:00:00Z"

WRITTEN: Mapping[str, Any] = {
    "VideoRequest": {
        "prompt": "a calm lake at dawn", "model": "ray-2", "aspect_ratio": "16:9", "resolution": "720p",
        "duration": "5s", "loop": False, "keyframes": {"frame0": {"type": "image", "url": PICTURE}},
        "concepts": [{"key": "push_in"}], "callback_url": "https://example.com/hook", "seed": 7,
        "negative_prompt": "boats",
    },
    "ImageRequest": {
        "prompt": "a desert at noon", "model": "photon-1", "aspect_ratio": "1:1", "format": "png",
        "style_ref": [{"url": PICTURE, "weight": 0.8}], "sync": True,
    },
    "ReframeImageRequest": {
        "generation_type": "reframe_image", "model": "photon-1", "aspect_ratio": "9:16", "media": {"url": PICTURE},
    },
    "ReframeVideoRequest": {
        "generation_type": "reframe_video", "model": "ray-2", "aspect_ratio": "9:16", "media": {"url": FILM},
    },
    "ModifyVideoRequest": {
        "generation_type": "modify_video", "model": "ray-2", "media": {"url": FILM}, "mode": "flex_1",
        "prompt": "make it winter",
    },
    "UpscaleRequest": {"resolution": "1080p"},
    "AudioRequest": {"prompt": "wind in the trees", "negative_prompt": "voices"},
    "dreamwright__api__luma__models__Generation": {
        "id": ID, "generation_type": "video", "state": "completed", "failure_reason": None,
        "created_at": "2026-11-26T12:00:00.000000Z", "assets": {"video": FILM, "image": None, "progress_video": None},
        "model": "world", "seed": 7, "engine": "world",
        "request": {"generation_type": "video", "model": "ray-2", "prompt": "a calm lake at dawn"},
    },
    "dreamwright__api__luma__models__Credits": {"credit_balance": 3300.0},
    "ItemAsk": {"generation": ID},
    "MoveAsk": {"before": OTHER},
    "LinkAsk": {"access": "view", "lasts_s": 604800},
    "ReferenceAsk": {"name": "Noir", "kind": "style", "inputs": [HASH]},
    "SignInAsk": {"email": "ada@example.org", "password": "correct horse battery"},
    "SignUpAsk": {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery", "invitation": TOKEN},
    "SignOutAsk": {"everywhere": True},
    "ProofAsk": {"password": "correct horse battery"},
    "PersonAsk": {"name": "Ada Lovelace"},
    "PasswordAsk": {"old": "correct horse battery", "new": "staple of another barn"},
    "KeyAsk": {"name": "render farm", "scopes": ["read", "create"], "expires_in_days": 365},
    "WorkspaceAsk": {"name": "Studio"},
    "RoleAsk": {"role": "admin"},
    "InvitationAsk": {"role": "member", "email": "bob@example.org", "lasts_days": 7},
    "AcceptAsk": {"token": TOKEN},
    "CheckoutAsk": {"kind": "topup", "name": "small"},
    "NewPersonAsk": {"name": "Bob", "email": "bob@example.org", "role": "member"},
    "dreamwright__api__people__models__PlanAsk": {"plan": "plus", "days": 30},
    "GrantAsk": {"credits": 500, "ref": "welcome"},
    "VideoAsk": {"prompt": "a calm lake at dawn", "model": "sora-2", "seconds": "4", "size": "1280x720"},
    "RemixAsk": {"prompt": "the same lake under snow"},
    "Video": {
        "id": ID, "object": "video", "created_at": 1795694400, "completed_at": 1795694460, "expires_at": None,
        "status": "completed", "progress": 100, "model": "sora-2", "prompt": "a calm lake at dawn", "seconds": "4",
        "size": "1280x720", "error": None, "remixed_from_video_id": None,
    },
    "VideoError": {"code": "failed", "message": "The renderer crashed (signal 9)."},
    "Capabilities": {
        "kinds": ["video", "image"], "resolutions": {"720p": 720, "1080p": 1080}, "aspects": ["16:9", "9:16", "2.39:1"],
        "duration_s": {"least": 0.1, "most": 60}, "fps": {"least": 1, "most": 120},
        "qualities": ["draft", "standard", "high"], "formats": {"video": ["mp4", "webm"], "image": ["png", "jpg"]},
        "codecs": ["h264", "av1"], "concepts": ["push_in", "crane_up"], "places": ["lake", "ocean"],
        "upload_bytes": 536870912,
        "limits": {"plan": "plus", "title": "Plus", "max_short_side": 2160, "max_duration_s": 20, "draft_only": False,
                   "watermark": False, "commercial": True, "concurrency": 3, "queue_limit": 50,
                   "creates_per_minute": 20, "requests_per_minute": 300, "retention_days": None},
    },
    "Reading": {"words": "lake", "start": 7, "end": 11, "field": "scene.place", "note": None},
    "Unread": {"words": "xyzzy", "start": 2, "end": 7},
    "Unmet": {"field": "scene.subjects", "reason": "no people are drawn yet"},
    "Engine": {"name": "world", "purpose": "Films a procedural world.", "default": True, "available": True},
    "Formats": {"video": ["mp4", "webm"], "image": ["png", "jpg"]},
    "Range": {"least": 0.1, "most": 60},
    "Board": {"id": OTHER, "name": "Opening titles", "items": 1, "created_at": NOW, "changed_at": NOW},
    "Workspace": {
        "id": OTHER, "name": "Studio", "role": "owner", "plan": "plus", "plan_until": None, "created_at": NOW,
    },
    "ExtensionAsk": {"prompt": "the camera tilts up", "seconds": "4", "video": {"id": ID}},
}  # fmt: skip
"""By the name of the schema."""
_BY_FIELD: Mapping[str, Any] = {
    "id": ID, "workspace_id": OTHER, "person_id": OTHER, "generation": ID, "name": "Ada", "email": "ada@example.org",
    "prompt": "a calm lake at dawn", "url": FILM, "hash": HASH, "inputs": [HASH], "media_type": "video/mp4",
    "model": "standard", "engine": "world", "width": 1280, "height": 720, "fps": 24.0, "seconds": 5.0,
    "duration_s": 5.0, "bytes": 2_400_000, "seed": 7, "token": TOKEN, "secret": f"dw_{TOKEN}", "prefix": "dw_S780W",
    "stage": "filming", "share": 0.4, "seconds_left": 12.0, "day": "2026-11-26", "credits": 160.0, "title": "Plus",
    "plan": "plus", "tier": "high", "currency": "usd", "size": "1280x720", "message": "pong", "words": "calm lake",
    "explanation": "A lake at dawn, seen from its shore.", "reason": None, "cursor": None, "failure_reason": None,
    "preview": PICTURE, "since": "2026-10-28", "until": "2026-11-26", "told": [], "why": "It films any place.",
    "max_short_side": 2160, "max_duration_s": 20, "monthly_credits": 10_000, "max_wait_s": 300, "price_month": 29.99,
    "available": 9840.0, "attempt": 1, "received": 8_388_608, "progress": 40, "code": None, "first_id": ID,
    "last_id": ID, "has_more": False, "count": 1, "limit": 100, "offset": 0, "kind": "video", "state": "queued",
    "key": "push_in", "workspace": "Studio", "link": f"https://films.example/join#{TOKEN}", "default_plan": "self",
    "action": "key.create", "address": "192.0.2.7", "password": "correct horse battery",
}  # fmt: skip
"""Of fields that say the same wherever they stand."""
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "array": (list,), "null": (type(None),),
    "boolean": (bool,), "object": (dict,),
}  # fmt: skip
_TEXTS = {"date-time": NOW, "uuid": ID, "date": "2026-11-26"}


def give(schemas: dict[str, dict[str, Any]]) -> None:
    """Adds an example to each schema of an object that has none."""
    for name, schema in schemas.items():
        if "properties" in schema and "examples" not in schema:
            schema["examples"] = [example_of(schema, schemas) if name not in WRITTEN else WRITTEN[name]]


def example_of(schema: Schema, schemas: Mapping[str, Schema], field: str = "") -> Any:
    """A value that the schema allows; of a field that is known by name, the usual one."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return WRITTEN[name] if name in WRITTEN else example_of(schemas[name], schemas, field)
    if "examples" in schema:
        return schema["examples"][0]
    if field in _BY_FIELD and _allows(schema, _BY_FIELD[field]):
        return _BY_FIELD[field]
    if "anyOf" in schema:
        objects = [one for one in schema["anyOf"] if "$ref" in one]
        return example_of((objects or schema["anyOf"][-1:])[0], schemas, field)
    return _plain(schema, schemas, field)


def _allows(schema: Schema, value: Any) -> bool:
    """Whether a value is of a kind that the schema names, where it is no choice of words."""
    if "anyOf" in schema:
        return any(_allows(one, value) for one in schema["anyOf"])
    if isinstance(value, list) and not all(_allows(schema.get("items", {}), one) for one in value):
        return False
    return not {"enum", "const", "$ref"} & set(schema) and isinstance(value, _KINDS.get(schema.get("type", ""), ()))


def _plain(schema: Schema, schemas: Mapping[str, Schema], field: str) -> Any:
    fixed = [schema[name] for name in ("const", "default") if name in schema] or schema.get("enum")
    if fixed:
        return fixed[0]
    kind = schema.get("type")
    if kind == "object":
        return {name: example_of(part, schemas, name) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items", {}), schemas, field)]
    return _scalar(schema, field)


def _scalar(schema: Schema, field: str) -> Any:
    least = max(1, int(schema.get("minimum", 1)), int(schema.get("exclusiveMinimum", 0)) + 1)
    text = _TEXTS.get(schema.get("format", ""), field.replace("_", " ") or "ok")
    return {"integer": least, "number": least, "boolean": False, "string": text}.get(schema.get("type", ""))
