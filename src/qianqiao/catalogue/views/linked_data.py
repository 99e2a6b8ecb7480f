"""Offers and experts as schema.org data."""

from typing import Any

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.linked_data import absolute, bilingual


def organisation_data(organisation: Organisation, *, kind: str = "CollegeOrUniversity") -> dict[str, Any]:
    return {
        "@type": kind,
        "@id": absolute(address(organisation.number)),
        "name": bilingual(organisation, "name"),
    }


def offer_data(offer: Achievement | Patent) -> dict[str, Any]:
    """A creative work with an offer: schema.org has no type for patents."""
    is_patent = isinstance(offer, Patent)
    price = None if offer.price_amount is None else str(offer.price_amount)
    return {
        "@type": "CreativeWork",
        "@id": absolute(address(offer.number)),
        "url": absolute(address(offer.number)),
        "identifier": [
            offer.number,
            *([offer.application_number, offer.publication_number] if isinstance(offer, Patent) else []),
        ],
        "additionalType": "https://www.wikidata.org/wiki/Q253623" if is_patent else "",
        "name": bilingual(offer, "title"),
        "description": bilingual(offer, "abstract" if is_patent else "summary"),
        "abstract": bilingual(offer, "problem"),
        "keywords": [] if isinstance(offer, Patent) else [*offer.keywords, *offer.keywords_en],
        "creator": [
            {"@type": "Person", "name": name}
            for name in (offer.inventors if isinstance(offer, Patent) else offer.completed_by)
        ],
        "copyrightHolder": organisation_data(offer.owner),
        "dateCreated": offer.filed_on.isoformat() if isinstance(offer, Patent) and offer.filed_on else "",
        "datePublished": offer.published_at.date().isoformat() if offer.published_at else "",
        "dateModified": offer.updated_at.isoformat(),
        "expires": offer.valid_until.isoformat() if offer.valid_until else "",
        "offers": {"@type": "Offer", "priceCurrency": "CNY", "price": price} if price else None,
    }


def expert_data(expert: Expert) -> dict[str, Any]:
    return {
        "@type": "Person",
        "@id": absolute(address(expert.number)),
        "url": absolute(address(expert.number)),
        "identifier": [expert.number, *([f"https://orcid.org/{expert.orcid}"] if expert.orcid else [])],
        "name": bilingual(expert, "name"),
        "jobTitle": bilingual(expert, "title"),
        "description": bilingual(expert, "summary"),
        "knowsAbout": [*expert.research, *expert.research_en],
        "affiliation": organisation_data(expert.organisation),
    }
