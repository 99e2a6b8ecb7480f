"""Every field of every room has a privacy class, and every row that leads to a person is told to that person."""

from django.apps import apps
from django.db.models import Model

from qianqiao.core import rules
from qianqiao.organisations.models import User
from qianqiao.oversight.classes import classes, fields, holdings, retentions

# leads to a person, but by way of a row that is told itself
BY_WAY_OF_ANOTHER = {"account.EmailConfirmation"}


def ours() -> list[type[Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("qianqiao.")
        for model in config.get_models()
    ]


def test_every_field_of_every_room_has_a_class() -> None:
    missing = {}
    for model in ours():
        known = fields().get(model._meta.label, {})
        absent = [field.name for field in model._meta.concrete_fields if field.name not in known]
        if absent:
            missing[model._meta.label] = absent
    told = "\n".join(f"    {label}: {{none: [{', '.join(names)}]}}" for label, names in missing.items())
    assert not missing, f"give each a class in oversight/rules/privacy.yaml:\n{told}"


def test_no_class_is_given_to_a_field_that_does_not_exist() -> None:
    real = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in ours()}
    stale = {
        label: sorted(set(own) - real.get(label, set()))
        for label, own in fields().items()
        if set(own) - real.get(label, set())
    }
    assert stale == {}


def test_every_model_that_leads_to_a_person_is_told() -> None:
    told = {holding.model for holding in holdings()}
    untold = [
        model._meta.label
        for model in apps.get_models()
        if model not in told
        and any(field.is_relation and field.related_model is User for field in model._meta.concrete_fields)
    ]
    assert [label for label in untold if label not in BY_WAY_OF_ANOTHER] == []


def test_passwords_and_keys_are_secret() -> None:
    assert fields()["organisations.User"]["password"] == "secret"
    assert fields()["notices.Webhook"]["secret"] == "secret"
    assert fields()["notices.Webhook"]["address"] == "secret"
    assert fields()["demands.Demand"]["problem"] == "sealed"


def test_packs_speak_both_languages_and_name_source_and_certainty() -> None:
    assert all(set(own) == {"zh", "en"} for own in classes().values())
    for retention in retentions().values():
        assert retention.zh
        assert retention.en
        assert retention.source_zh != retention.source_en
        assert retention.certainty in {"official", "secondary copy", "to verify", "design"}
    for holding in holdings():
        for name in ("what", "purpose", "basis"):
            assert holding.says(name, "zh-hans") != holding.says(name, "en")
    assert {pack.pack_id for pack in rules.packs("qianqiao.oversight")} == {"privacy", "retention"}
