"""Deny by default: every living record has a declared policy."""

from django.apps import apps

from qianqiao.core import policy
from qianqiao.core.records import LivingRecord


def test_every_living_record_has_a_policy() -> None:
    records = {model for model in apps.get_models() if issubclass(model, LivingRecord)}
    assert records
    assert records <= policy.declared_models()
