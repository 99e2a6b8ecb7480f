"""The parts of the kit, rendered as a page would."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

FITTING = {
    "url": "/offers/P2026-000001",
    "title": "X <ray>",
    "owner": ["Example University"],
    "strength": "strong",
    "score": 91,
    "reasons": [{"label": f"r{i}", "text": "pores inside", "spans": [(0, 5)]} for i in range(4)],
}


def render(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/offers/?{query}" if query else "/offers/")
    with override("en"):
        return Template("{% load components formats %}" + source).render(
            Context({"request": request, **context})
        )


def test_a_button_takes_htmx_attributes() -> None:
    html = render('{% button "Save" kind="quiet" hx_post="/x" disabled=True %}')
    assert html == '<button class="btn btn-quiet" type="submit" hx-post="/x" disabled="">Save</button>\n'


@pytest.mark.parametrize("attribute", ["style", "onclick"])
def test_inline_script_and_style_are_refused(attribute: str) -> None:
    with pytest.raises(ValueError, match="inline script or style"):
        render("{% button 'Save' " + attribute + "='x' %}")


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="One line.")
    text = forms.CharField(label="Problem", max_length=400, widget=forms.Textarea, required=False)
    modes = forms.MultipleChoiceField(
        label="Modes", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )


def test_a_field_ties_help_and_errors_to_its_input() -> None:
    form = ExampleForm({"title": ""})
    html = render("{% field form.title %}", form=form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_fields_of_other_shapes() -> None:
    form = ExampleForm({"title": "x", "text": "abc"})
    assert "3 / 400" in render("{% field form.text %}", form=form)
    assert "<legend>" in render("{% field form.modes %}", form=form)


def test_a_facet_option_toggles_and_starts_at_the_first_page() -> None:
    options = [{"value": "a", "label": "A", "count": 3}, {"value": "b", "label": "B", "count": 1200}]
    html = render('{% facet_group "field" "Field" options %}', "field=a&page=4&q=x", options=options)
    assert 'href="/offers/?q=x"' in html  # taking a away, and clearing
    assert (
        'href="/offers/?field=a&amp;q=x&amp;field=b"' in html
        or 'href="/offers/?field=a&amp;field=b&amp;q=x"' in html
    )
    assert html.count("aria-current") == 1
    assert "1,200" in html


def test_long_facets_fold_but_keep_what_is_chosen() -> None:
    options = [{"value": str(i), "label": f"L{i}", "count": i} for i in range(12)]
    html = render('{% facet_group "f" "F" options shown=3 %}', "f=11", options=options)
    shown, folded = html.split("<details>")
    assert "L11" in shown
    assert "8 more" in folded


def test_pagination_keeps_the_query() -> None:
    html = render("{% pagination page %}", "q=x&page=2", page=Paginator(range(100), 25).page(2))
    assert 'href="/offers/?q=x&amp;page=3" rel="next"' in html
    assert "26–50 of 100" in html
    assert 'aria-current="page">2<' in html


def test_keyset_pagination() -> None:
    html = render('{% keyset_pagination next="abc" %}', "q=x")
    assert 'href="/offers/?q=x&amp;cursor=abc"' in html
    assert 'rel="prev"' not in html


def test_search_keeps_named_parameters() -> None:
    html = render('{% search_box "Search offers" keep="field" %}', "field=a&field=b&page=3&q=<x>")
    assert html.count('type="hidden" name="field"') == 2
    assert "page" not in html
    assert 'value="&lt;x&gt;"' in html


def test_the_match_card_shows_three_reasons_and_escapes() -> None:
    html = render("{% match_card match %}<button>Act</button>{% endmatch_card %}", match=FITTING)
    assert html.count("why-label") == 3
    assert "X &lt;ray&gt;" in html
    assert "<mark>pores</mark> inside" in html
    assert "Strong match" in html
    assert "91 / 100" in html
    assert "<button>Act</button>" in html


def test_a_match_card_without_acts_has_no_empty_row() -> None:
    assert 'class="acts"' not in render("{% match_card match %}{% endmatch_card %}", match=FITTING)


def test_a_status_is_a_word_and_a_shape() -> None:
    html = render('{% record_status "in_review" %}')
    assert "In review" in html
    assert "<svg" in html


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "中文名"), ("en", '<span lang="zh-Hans">中文名</span>')]
)
def test_text_in_the_other_language_says_so(language: str, expected: str) -> None:
    template = Template('{% load components %}{% bilingual item "title" %}')
    with override(language):
        assert template.render(Context({"item": {"title": "中文名", "title_en": ""}})) == expected


def test_lists_in_two_languages_are_joined() -> None:
    item = {"keywords": ["压铸", "气孔"], "keywords_en": []}
    assert render('{% bilingual item "keywords" %}', item=item) == '<span lang="zh-Hans">压铸、气孔</span>'


def test_breadcrumbs_end_where_we_are() -> None:
    html = render('{% breadcrumbs "Demands" "/demands/" "D2026-000045" %}')
    assert '<a href="/demands/">Demands</a>' in html
    assert '<span aria-current="page">D2026-000045</span>' in html


def test_finished_work_is_not_asked_for_again() -> None:
    job = {"title": "Import", "done": 8, "total": 8, "finished": True}
    assert "hx-get" not in render('{% progress_block job poll_url="/x" cancel_url="/c" %}', job=job)
    html = render('{% progress_block job poll_url="/x" cancel_url="/c" %}', job={**job, "finished": False})
    assert 'hx-get="/x"' in html
    assert 'action="/c"' in html


def test_names_behind_codes() -> None:
    assert render('{{ "licence"|term:"modes" }}') == "Licence"
    assert render('{{ "330200"|region }}') == "Ningbo, Zhejiang"
    assert render('{{ ""|term:"modes" }}{{ "000000"|region }}') == "000000"
