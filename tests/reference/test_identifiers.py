"""Identifiers: known good ones pass, every single-digit slip is caught, messages name the cure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao import reference
from qianqiao.reference import identifiers
from qianqiao.reference.identifiers import InvalidIdentifier
from qianqiao.reference.identifiers.organisations import USCC_ALPHABET

DIGITS = "0123456789"
ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def slips(valid: str, alphabet: str) -> st.SearchStrategy[str]:
    """All strings that differ from a valid one in one character of the alphabet."""
    places = [at for at, char in enumerate(valid) if char in alphabet]
    return st.sampled_from(places).flatmap(
        lambda at: st.sampled_from([char for char in alphabet if char != valid[at]]).map(
            lambda char: valid[:at] + char + valid[at + 1 :]
        )
    )


def widen(text: str) -> str:
    """The full-width form of a text, as Chinese input methods produce it."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


uscc_codes = st.builds(
    lambda region, body: f"91{region}{body}",
    st.sampled_from([row.code for row in reference.regions("city")]),
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
).map(lambda first: first + identifiers.uscc_check_character(first))
applications = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07d}",
    st.integers(2004, 2026),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
).map(lambda digits: f"{digits}.{identifiers.application_check_digit(digits)}")
old_applications = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:05d}",
    st.integers(85, 99),
    st.sampled_from("123"),
    st.integers(0, 99_999),
).map(lambda digits: f"{digits}.{identifiers.application_check_digit(digits)}")
orcids = st.text(DIGITS, min_size=15, max_size=15).map(
    lambda first: first + identifiers.orcid_check_character(first)
)
rors = st.text(ROR_ALPHABET, min_size=6, max_size=6).map(
    lambda middle: f"0{middle}{identifiers.ror_check_digits('0' + middle)}"
)


@given(uscc_codes)
def test_a_made_code_passes_in_any_spelling(code: str) -> None:
    assert identifiers.social_credit_code(code) == code
    assert identifiers.social_credit_code(widen(code)) == code
    assert identifiers.social_credit_code(f" {code[:8]} {code[8:]}\u200b".lower()) == code


@given(st.data())
def test_a_slip_in_a_credit_code_is_caught(data: st.DataObject) -> None:
    slip = data.draw(slips(data.draw(uscc_codes), USCC_ALPHABET))
    with pytest.raises(InvalidIdentifier):
        identifiers.social_credit_code(slip)


@given(st.data())
def test_a_slip_in_an_application_number_is_caught(data: st.DataObject) -> None:
    valid = data.draw(st.one_of(applications, old_applications))
    with pytest.raises(InvalidIdentifier):
        identifiers.application_number(data.draw(slips(valid, DIGITS)))


@given(st.one_of(applications, old_applications))
def test_application_numbers_in_any_spelling(number: str) -> None:
    assert identifiers.application_number(number) == number
    assert identifiers.application_number(f"ZL {number[:4]} {number[4:]}") == number
    assert identifiers.application_number("CN" + number.replace(".", "")) == number
    assert identifiers.application_number(widen(number)) == number


@given(st.data())
def test_a_slip_in_an_orcid_is_caught(data: st.DataObject) -> None:
    valid = data.draw(orcids)
    assert identifiers.orcid(f"https://orcid.org/{valid}").replace("-", "") == valid
    with pytest.raises(InvalidIdentifier):
        identifiers.orcid(data.draw(slips(valid, DIGITS)))


@given(st.data())
def test_a_slip_in_a_ror_is_caught(data: st.DataObject) -> None:
    valid = data.draw(rors)
    assert identifiers.ror(valid.upper()) == f"https://ror.org/{valid}"
    with pytest.raises(InvalidIdentifier):
        identifiers.ror(data.draw(slips(valid, DIGITS)))


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (identifiers.social_credit_code, "91100000100003962T"),
        (identifiers.orcid, "0000-0002-1825-0097"),
        (identifiers.orcid, "0000-0002-1694-233X"),
        (identifiers.ror, "https://ror.org/03yrm5c26"),
        (identifiers.ror, "https://ror.org/042nb2s44"),
        (identifiers.university_code, "4111010003"),
    ],
)
def test_published_examples(check: object, good: str) -> None:
    assert callable(check)
    assert check(good) == good


def test_messages_name_the_expected_digit() -> None:
    digits = "202410012345"
    expected = identifiers.application_check_digit(digits)
    wrong = "0" if expected != "0" else "1"
    with pytest.raises(InvalidIdentifier) as slip:
        identifiers.application_number(f"{digits}.{wrong}")
    assert slip.value.code == "check_digit"
    assert f"应为{expected}" in slip.value.message("zh")
    assert f"call for {expected}" in slip.value.message("en")
    with pytest.raises(InvalidIdentifier) as missing:
        identifiers.application_number(digits)
    assert missing.value.code == "check_missing"
    assert f"{digits}.{expected}" in missing.value.message_en


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("123", "length"),
        ("9133010079965505OB", "alphabet"),
        ("91330100799655058C", "check_digit"),
    ],
)
def test_credit_code_errors(text: str, code: str) -> None:
    with pytest.raises(InvalidIdentifier) as error:
        identifiers.social_credit_code(text)
    assert error.value.code == code


def test_a_credit_code_needs_a_possible_region() -> None:
    first = "91990100799655058"
    with pytest.raises(InvalidIdentifier) as error:
        identifiers.social_credit_code(first + identifiers.uscc_check_character(first))
    assert error.value.code == "region"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("CN 118123456 A", "CN118123456A"),
        ("118123456A", "CN118123456A"),
        ("ＣＮ218123456Ｕ", "CN218123456U"),
        ("CN85100001A", "CN85100001A"),
        ("CN1030001C", "CN1030001C"),
    ],
)
def test_publication_numbers(text: str, normal: str) -> None:
    assert str(identifiers.publication_number(text)) == normal
    assert identifiers.publication_number(normal).number == normal[2:-1]


@pytest.mark.parametrize("text", ["CN118123456U", "CN418123456A", "CN1181234567A", "CN11A", "US1234567A"])
def test_impossible_publication_numbers(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        identifiers.publication_number(text)


def test_kind_beside_the_number() -> None:
    assert identifiers.publication_number("CN118123456", "B").kind == "B"
    with pytest.raises(InvalidIdentifier):
        identifiers.publication_number("CN118123456A", "B")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("c22c", "C22C"),
        ("C22C21/02", "C22C 21/02"),
        ("C22C 21/02 (2006.01)", "C22C 21/02"),
        ("G06F0017300000", "G06F 17/30"),
        ("Ｇ０６Ｎ３／０８", "G06N 3/08"),
    ],
)
def test_ipc_symbols(text: str, normal: str) -> None:
    assert identifiers.ipc_symbol(text) == normal


@pytest.mark.parametrize("text", ["", "C22", "Z22C", "G06Z 1/00", "C22C 0/00", "C22C 21"])
def test_impossible_ipc_symbols(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        identifiers.ipc_symbol(text)


def test_region_and_industry_codes() -> None:
    assert identifiers.region_code("3302") == "330200"
    assert identifiers.region_code("330103") == "330105"
    assert identifiers.region_code("110100") == "110000"
    assert identifiers.industry_code("3311") == "C3311"
    for bad in ("33020", "999999", "浙江"):
        with pytest.raises(InvalidIdentifier):
            identifiers.region_code(bad)
    with pytest.raises(InvalidIdentifier) as error:
        identifiers.industry_code("D3311")
    assert "C3311" in error.value.message_zh


def test_university_codes() -> None:
    assert identifiers.university_code("10003") == "4111010003"
    for bad in ("4111099999", "1000", "abc"):
        with pytest.raises(InvalidIdentifier):
            identifiers.university_code(bad)


@given(st.text(max_size=40))
def test_any_text_is_either_normal_or_refused(text: str) -> None:
    for check in (
        identifiers.social_credit_code,
        identifiers.application_number,
        identifiers.publication_number,
        identifiers.orcid,
        identifiers.ror,
        identifiers.university_code,
        identifiers.region_code,
        identifiers.industry_code,
        identifiers.ipc_symbol,
    ):
        refusal = None
        try:
            assert check(text)
        except InvalidIdentifier as error:
            refusal = error
        assert refusal is None or (refusal.message_zh and refusal.message_en)
