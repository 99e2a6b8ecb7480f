"""The only place of the room that writes."""

from qianqiao.agreements.domain.recording import Terms, record_agreement, record_receipt

__all__ = ["Terms", "record_agreement", "record_receipt"]
