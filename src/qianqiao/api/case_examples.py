"""One fictional example per answer and body of the docking operations; tests send the bodies and compare the answers."""

from typing import Any

from qianqiao.api.examples import ENTERPRISE, UNIVERSITY

_SITE = "https://qianqiao.example"
_CASE = f"{_SITE}/api/v1/cases/K2026-000001"
_LINE: dict[str, Any] = {
    "number": "K2026-000001",
    "type": "case",
    "url": _CASE,
    "page": f"{_SITE}/cases/K2026-000001",
    "state": "interested",
    "version": 3,
    "side": "offer",
    "started_by": "offer",
    "title": "压铸壳体内部气孔在线全检",
    "demand": "D2026-000001",
    "offer": "A2026-000001",
    "counterpart": "示例压铸有限公司",
    "turn": "own",
    "due_at": "2026-12-01T18:00:00+08:00",
    "late": False,
    "reasons": [],
    "created_at": "2026-11-24T09:30:00+08:00",
    "updated_at": "2026-11-26T15:10:00+08:00",
}


def _side(side: str, organisation: dict[str, Any], reach: str) -> dict[str, Any]:
    return {
        "side": side,
        "is_own": side == "offer",
        "name": organisation["name"],
        "organisation": organisation,
        "reach": reach,
    }


_NOTE = {"author": "示例甲", "text": "先寄样件。", "created_at": "2026-11-26T16:00:00+08:00"}
ANSWERS: dict[str, dict[str, Any]] = {
    "CaseLine": _LINE,
    "Case": {
        **_LINE,
        "text": "我们的射线成像系统 4.2 秒测一件，可以先看样件。",
        "wishes": ["call", "sample"],
        "reason_text": "",
        "sides": [_side("offer", UNIVERSITY, "示例甲 0571-0000"), _side("demand", ENTERPRISE, "")],
        "steps": [
            {
                "name": "open_contact",
                "label": "Open the contact",
                "url": f"{_CASE}/steps/open_contact",
                "needs": ["version"],
            },
            {
                "name": "close",
                "label": "Close without agreement",
                "url": f"{_CASE}/steps/close",
                "needs": ["version", "reasons"],
            },
        ],
        "clocks": [
            {
                "code": "open_contact",
                "owed_by": "own",
                "side": "offer",
                "due_at": "2026-12-01T18:00:00+08:00",
                "late": False,
                "paused_until": None,
                "pause_reason": "",
                "may_pause": True,
            }
        ],
        "agreements": [
            {
                "number": "C2026-000001",
                "kind": "licence",
                "title": "缺陷识别系统许可合同",
                "signed_on": "2026-11-20",
                "ends_on": "2029-11-19",
                "amount_contract": "300000.00",
                "amount_first": "90000.00",
                "amount_received": None,
                "received_on": None,
                "signed_copy": f"{_CASE}/agreements/C2026-000001/copy",
            }
        ],
        "meetings": [
            {
                "id": 7,
                "side": "demand",
                "starts_at": "2026-12-03T10:00:00+08:00",
                "minutes": 60,
                "place": "示例会议室",
                "about": "看样件",
                "answer": "proposed",
            }
        ],
        "notes": [_NOTE],
    },
    "CaseNote": _NOTE,
    "Message": {
        "id": 12,
        "side": "demand",
        "author": "示例乙",
        "text": "样件下周寄到。",
        "files": [
            {
                "id": 5,
                "name": "样件清单.pdf",
                "media_type": "application/pdf",
                "size": 20480,
                "sha256": "9f86d0…",
                "url": f"{_CASE}/files/5",
            }
        ],
        "created_at": "2026-11-26T15:10:00+08:00",
    },
    "HistoryEntry": {
        "id": 31,
        "code": "accept",
        "by": "demand",
        "text": "示例压铸有限公司 is interested.",
        "at": "2026-11-25T14:00:00+08:00",
    },
}
BODIES: dict[str, dict[str, Any]] = {
    "NewCase": {
        "demand": "D2026-000001",
        "offer": "A2026-000001",
        "text": "我们的射线成像系统 4.2 秒测一件，可以先看样件。",
        "wishes": ["call", "sample"],
        "reach": "示例甲 0571-0000",
    },
    "Step": {"version": 1},
    "Acceptance": {"version": 1, "reach": "示例乙 0574-0000"},
    "ReasonedStep": {"version": 1, "reasons": ["price", "other"], "text": "预算明年才有。"},
    "Confidentiality": {
        "version": 3,
        "title": "保密协议",
        "signed_on": "2026-11-20",
        "ends_on": "2028-11-19",
    },
    "Contracted": {
        "version": 5,
        "kind": "licence",
        "title": "缺陷识别系统许可合同",
        "signed_on": "2026-11-20",
        "ends_on": "2029-11-19",
        "amount_contract": "300000.00",
        "amount_first": "90000.00",
    },
    "Payment": {"version": 6, "amount": "90000.00", "received_on": "2026-11-25"},
    "Words": {"text": "样件下周寄到。"},
    "NoteWords": {"text": "先寄样件。"},
    "Pause": {"until": "2099-12-02", "reason": "专家出差。"},
    "Resumption": {},
    "Proposal": {
        "starts_at": "2099-12-03T10:00:00+08:00",
        "minutes": 60,
        "place": "示例会议室",
        "about": "看样件",
    },
    "MeetingAnswer": {"answer": "accepted"},
}
