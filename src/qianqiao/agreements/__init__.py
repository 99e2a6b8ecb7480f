"""What two sides have signed: type, parties, amounts, dates, the signed copy."""
