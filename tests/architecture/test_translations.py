"""Counts in Chinese: one form for every number, in each room's catalogue as it is compiled."""

import polib
import pytest
from django.utils import translation
from scripts.messages import CATALOGUE, rooms


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_count_is_told_in_chinese(room) -> None:
    counts = (
        [one for one in polib.pofile(str(room / CATALOGUE)) if one.msgid_plural]
        if (room / CATALOGUE).exists()
        else []
    )
    with translation.override("zh-hans"):
        for one in counts:
            told = (
                translation.npgettext(one.msgctxt, one.msgid, one.msgid_plural, 7)
                if one.msgctxt
                else translation.ngettext(one.msgid, one.msgid_plural, 7)
            )
            assert told == one.msgstr_plural[0]
