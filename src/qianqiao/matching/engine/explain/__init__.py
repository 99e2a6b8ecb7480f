"""Why a match is a match: parts, words, reasons and what is missing."""
