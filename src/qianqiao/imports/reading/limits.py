"""How large a file may be before it is refused."""

MEBIBYTE = 1024 * 1024

LARGEST_WORKBOOK = 100 * MEBIBYTE  # packed
LARGEST_TEXT_FILE = 4096 * MEBIBYTE
LARGEST_UPLOAD = 200 * MEBIBYTE  # through the browser
LARGEST_UNPACKED = 1024 * MEBIBYTE
LARGEST_SHARED_TEXTS = 128 * MEBIBYTE  # the one part of a workbook that is held in memory whole
SUSPECT_UNPACKED = 64 * MEBIBYTE  # from here on the ratio counts
LARGEST_RATIO = 120
LARGEST_ENTRIES = 2_000  # files inside a workbook
LARGEST_COLUMNS = 500
LARGEST_CELL = 32_767  # what a cell of a spreadsheet can hold
LARGEST_LINE = 8 * MEBIBYTE  # of JSON
LARGEST_WORKBOOK_ROWS = 1_048_576
HEADER_WITHIN = 20  # rows from the top
