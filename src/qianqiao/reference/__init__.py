"""Code tables of public standards and the platform's own word lists, in Chinese and English.

Everything is read from packaged CSV on first use and kept; importing this package reads nothing.
"""

from qianqiao.reference.industries import (
    find_industry,
    industries,
    industry,
    industry_line,
    strategic_industries,
    strategic_industry,
)
from qianqiao.reference.ipc import ipc_class, ipc_classes
from qianqiao.reference.labels import choices, find, label, row
from qianqiao.reference.loading import UnknownCode
from qianqiao.reference.regions import (
    current_region,
    find_region,
    region,
    region_line,
    region_path,
    region_within,
    regions,
    regions_named,
)
from qianqiao.reference.rows import Industry, IpcClass, Named, Region, StrategicIndustry, Term, University
from qianqiao.reference.terms import fields, find_term, term, term_lists, terms
from qianqiao.reference.universities import universities, university_by_code, university_by_name

__all__ = [
    "Industry",
    "IpcClass",
    "Named",
    "Region",
    "StrategicIndustry",
    "Term",
    "University",
    "UnknownCode",
    "choices",
    "current_region",
    "fields",
    "find",
    "find_industry",
    "find_region",
    "find_term",
    "industries",
    "industry",
    "industry_line",
    "ipc_class",
    "ipc_classes",
    "label",
    "region",
    "region_line",
    "region_path",
    "region_within",
    "regions",
    "regions_named",
    "row",
    "strategic_industries",
    "strategic_industry",
    "term",
    "term_lists",
    "terms",
    "universities",
    "university_by_code",
    "university_by_name",
]
