"""Every action of the log has a sentence in both languages, and auditors read their own organisation's alone."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.cli.audit import app
from qianqiao.core import audit, audit_texts
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Flow
from qianqiao.oversight.presenting import told
from tests.factories import records as make

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "qianqiao"
# an action whose name is put together, and the names that it can become
PUT_TOGETHER = {
    "duplicates.{decision}": ["duplicates.kept_apart", "duplicates.same"],
    "notices.{verb}": [f"notices.webhook_{verb}" for verb in ("added", "paused", "resumed", "removed")],
    "docking.{code}": [f"docking.{code}" for code in ("message", "meeting_proposed", "reported")],
    "signing_in.{action}": [
        f"signing_in.{action}"
        for action in (
            "signed_in",
            "refused",
            "signed_out",
            "confirmed_again",
            "factor_added",
            "factor_removed",
            "password_changed",
            "password_reset",
            "email_changed",
            "provider_added",
            "provider_removed",
            "session_ended",
        )
    ],
    # the clocks of docking write through one function; core/editing.py is told by its callers, who are looked at here
    "action": ["docking.clock_paused", "docking.clock_resumed"],
    "matching.first_{moment}": ["matching.first_matched", "matching.first_shown"],
    # the kernel's own: checked below for every flow, and by the callers of core/editing.py
    "{flow.name}.{step.name}": [],
    # who asks whether an account is an expert record
    "expert_link.{step}": ["expert_link.claim", "expert_link.propose"],
    # core/validity.py, called by the two rooms of records
    "{self.room}.{what}": [
        f"{room}.{what}"
        for room in ("catalogue", "demands")
        for what in ("proven_alive", "renewal_taken_back")
    ],
}


@cache
def written_actions() -> dict[str, str]:
    """Action -> file: the first argument of every audit.append, and every action= that goes to core/editing.py."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if ast.unparse(node.func) in {"audit.append", "append_audit"}:
                found[_name(node.args[0])] = path.name
            elif ast.unparse(node.func) == "editing.save":
                found[_name(next(word.value for word in node.keywords if word.arg == "action"))] = path.name
    return found


def _name(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) else ast.unparse(node).removeprefix("f").strip("'\"")


def flows() -> list[Flow]:  # type: ignore[type-arg]
    """Every flow that a room declares in its states.py, alone or in a table."""
    found = []
    for path in sorted(PACKAGE.glob("*/states.py")):
        declared = vars(import_module(f"qianqiao.{path.parent.name}.states")).values()
        for one in declared:
            found += [flow for flow in (one.values() if type(one) is dict else [one]) if type(flow) is Flow]
    return found


def all_actions() -> set[str]:
    written = {name for action in written_actions() for name in PUT_TOGETHER.get(action, [action])}
    return written | {f"{flow.name}.{step.name}" for flow in flows() for step in flow.steps}


def test_the_walk_finds_what_is_written() -> None:
    assert {
        "organisations.member_added",
        "catalogue.edited",
        "demand.publish",
        "import.start",
    } <= all_actions()
    assert set(PUT_TOGETHER) <= set(written_actions())


def test_every_action_has_a_sentence() -> None:
    assert sorted(all_actions() - audit_texts.registered()) == []


def test_no_sentence_tells_of_an_action_that_nobody_writes() -> None:
    assert sorted(one for one in audit_texts.registered() - all_actions() if not one.startswith("test")) == []


def test_every_sentence_is_told_in_both_languages() -> None:
    for action in sorted(all_actions()):
        entry = AuditEntry(
            action=action, subject="A2026-000001", actor_kind="person", actor_label="甲", data={}
        )
        with translation.override("en"):
            english = audit_texts.sentence(entry, who="Who")
        with translation.override("zh-hans"):
            chinese = audit_texts.sentence(entry, who="Who")
        assert not re.search(r"[\u3400-\u9fff]", english), english
        assert re.search(r"[\u3400-\u9fff]", chinese), chinese
        assert "Who" in english
        assert "Who" in chinese


@pytest.mark.django_db
def test_an_entry_is_a_sentence_with_a_link() -> None:
    offer = make.achievement()
    take_record_step(offer, "withdraw", actor=SYSTEM, reason="已转让")
    entry = AuditEntry.objects.get(action="achievement.withdraw")
    with translation.override("en"):
        shown = told(entry)
    assert shown.text == f"The platform withdrew {offer.number}: 已转让"
    assert shown.url == f"/offers/{offer.number}"


@pytest.mark.django_db
def test_an_auditor_reads_the_own_organisation_and_nobody_else_reads_it() -> None:
    own, other = make.organisation(), make.organisation()
    offer = make.achievement(own)
    foreign = make.achievement(other)
    auditor, _ = make.person(own, roles=["auditor"])
    officer, _ = make.person(own, roles=["transfer_officer", "administrator"])
    client = Client()
    client.force_login(auditor)
    html = client.get(f"/organisations/{own.number}/audit/").content.decode()
    assert offer.number in html
    assert foreign.number not in html
    assert client.get(f"/organisations/{other.number}/audit/").status_code == 404
    assert client.get(f"/organisations/{own.number}/audit/?chain=platform").status_code == 404
    assert client.get(f"/organisations/{own.number}/audit/?chain={other.audit_chain}").status_code == 404
    about = client.get(f"/organisations/{own.number}/audit/?subject={own.number}").content.decode()
    assert "2" in about
    client.force_login(officer)
    assert client.get(f"/organisations/{own.number}/audit/").status_code == 404
    assert Client().get(f"/organisations/{own.number}/audit/").status_code == 302


@pytest.mark.django_db
def test_the_first_altered_entry_is_named_on_the_page_and_by_the_command() -> None:
    own = make.organisation()
    for _ in range(3):
        make.achievement(own)
    auditor, _ = make.person(own, roles=["auditor"])
    client = Client()
    client.force_login(auditor)
    address = f"/organisations/{own.number}/audit/?check=1"
    assert "每条记录都与写入时一致" in client.get(address).content.decode()
    run = CliRunner().invoke(app, ["verify"])
    assert (run.exit_code, "every chain is whole" in run.output) == (0, True)
    entries = AuditEntry.objects.filter(chain=own.audit_chain).order_by("sequence")
    second = entries[1]
    AuditEntry.objects.filter(pk__in=[second.pk, entries[2].pk]).update(actor_label="somebody else")
    assert audit.verify(own.audit_chain) is not None
    assert f"第 {second.sequence} 条" in client.get(address).content.decode()
    run = CliRunner().invoke(app, ["verify"])
    assert run.exit_code == 1
    assert f"{own.audit_chain}: entry {second.sequence}: entry was altered" in run.output
