"""What each kind of receiver wants: body, signature, and how it says yes.

Sources and how sure we are of each form: docs/notices.md.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote_plus

from qianqiao.notices.channels.request import Answer
from qianqiao.notices.models import Webhook

# WeCom takes 2048 bytes of text; the others more
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Message:
    """What a receiver is told: one sentence, a link, when it is due, and a key that is the same at every attempt."""

    key: str
    code: str
    text: str
    url: str
    due: str
    at: datetime
    due_at: datetime | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is ready to go."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def call_for(form: str, path: str, secret: str, message: Message, now: datetime) -> Call:
    """The request for one receiver, signed for this moment."""
    if form == Webhook.Form.WECOM:
        return Call(path, _json({"msgtype": "text", "text": {"content": _text(message)}}))
    if form == Webhook.Form.DINGTALK:
        return Call(
            _dingtalk_path(path, secret, now), _json({"msgtype": "text", "text": {"content": _text(message)}})
        )
    if form == Webhook.Form.FEISHU:
        told: dict[str, object] = {"msg_type": "text", "content": {"text": _text(message)}}
        if secret:
            stamp = str(int(now.timestamp()))
            told |= {"timestamp": stamp, "sign": feishu_signature(secret, stamp)}
        return Call(path, _json(told))
    return _plain(path, secret, message, now)


def dingtalk_signature(secret: str, stamp: str) -> str:
    """HMAC-SHA256 of "timestamp, line break, secret" under the secret; Base64. The timestamp is in milliseconds."""
    told = f"{stamp}\n{secret}"
    return _base64(hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest())


def feishu_signature(secret: str, stamp: str) -> str:
    """HMAC-SHA256 of nothing under the key "timestamp, line break, secret"; Base64. The timestamp is in seconds."""
    return _base64(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest())


def plain_signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 of "timestamp, point, body" under the secret, in hexadecimal."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def refusal(form: str, answer: Answer) -> str:
    """Why an answer is no yes; empty where it is one. Robots refuse with status 200 and a code in the body."""
    if not 200 <= answer.status < 300:
        return f"HTTP {answer.status}"
    if form == Webhook.Form.PLAIN:
        return ""
    try:
        told = json.loads(answer.body)
    except ValueError:
        return "the answer is no JSON"
    if not isinstance(told, dict):
        return "the answer is no JSON object"
    names = ("code", "StatusCode") if form == Webhook.Form.FEISHU else ("errcode",)
    codes = [told[name] for name in names if name in told]
    if codes and all(code == 0 for code in codes):
        return ""
    said = told.get("msg") or told.get("errmsg") or told.get("StatusMessage") or ""
    return f"{codes[0] if codes else 'no code'}: {said}"[:300]


def _dingtalk_path(path: str, secret: str, now: datetime) -> str:
    if not secret:
        return path
    stamp = str(int(now.timestamp() * 1000))
    sign = quote_plus(dingtalk_signature(secret, stamp))
    return f"{path}{'&' if '?' in path else '?'}timestamp={stamp}&sign={sign}"


def _plain(path: str, secret: str, message: Message, now: datetime) -> Call:
    body = _json(
        {
            "key": message.key,
            "kind": message.code,
            "text": message.text,
            "url": message.url,
            "organisation": message.organisation,
            "due_at": message.due_at.isoformat() if message.due_at else None,
            "at": message.at.isoformat(),
        }
    )
    stamp = str(int(now.timestamp()))
    return Call(
        path,
        body,
        {
            "X-Qianqiao-Timestamp": stamp,
            "X-Qianqiao-Signature": f"sha256={plain_signature(secret, stamp, body)}",
            "Idempotency-Key": message.key,
        },
    )


def _text(message: Message) -> str:
    """Sentence, due time and link, within what a robot takes."""
    tail = "".join(f"\n{part}" for part in (message.due, message.url) if part)
    room = LONGEST_TEXT - len(tail.encode())
    head = message.text.encode()
    return (head[:room].decode("utf-8", "ignore") + "…" if len(head) > room else message.text) + tail


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
