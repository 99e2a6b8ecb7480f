"""The sentences of every problem: what is wrong, and the cure. Keys are stored with runs and never change."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

TEXTS: Mapping[str, tuple[object, object]] = {
    # cells
    "required_empty": (_("“{field}” is empty."), _("Every row needs it. Fill it in.")),
    "too_long": (_("“{field}” has {length} characters; at most {limit} fit."), _("Shorten the text.")),
    "date_unreadable": (_("“{value}” is not a date."), _("Write it as 2026-11-23.")),
    "date_ambiguous": (
        _("“{value}” could mean two different days."),
        _("Write year, month, day: 2026-11-23."),
    ),
    "date_incomplete": (_("“{value}” does not name a day."), _("Write the whole date: 2026-11-23.")),
    "date_out_of_range": (_("“{value}” lies outside the years 1900 to 2199."), _("Correct the year.")),
    "money_unreadable": (
        _("“{value}” is not an amount of money."),
        _("Write digits in yuan, such as 800000, or 80万."),
    ),
    "money_range": (
        _("“{value}” names two amounts; this column takes one."),
        _("Write the lower and the upper amount into columns of their own, or explain in the price note."),
    ),
    "money_currency": (
        _("“{value}” is not in yuan."),
        _("Convert the amount to yuan; mention the other currency in the price note."),
    ),
    "money_negative": (_("“{value}” is less than zero."), _("Write an amount of 0 or more.")),
    "money_too_large": (
        _("“{value}” is too large."),
        _("The largest amount is 999,999,999,999.99 yuan; check the unit."),
    ),
    "integer_unreadable": (_("“{value}” is not a whole number."), _("Write digits only, such as 6.")),
    "integer_range": (
        _("{value} lies outside {minimum} to {maximum}."),
        _("Write a number from {minimum} to {maximum}."),
    ),
    "boolean_unreadable": (_("“{value}” is neither yes nor no."), _("Write 是 or 否 (yes or no).")),
    "code_unknown": (_("“{value}” is not a value of “{field}”."), _("Write one of: {allowed}.")),
    "code_unknown_table": (
        _("“{value}” is not in the table of “{field}”."),
        _("Write the code or its full name, such as {example}."),
    ),
    "code_ambiguous": (
        _("“{value}” may mean several places: {candidates}."),
        _("Write the province before it, or the six-digit code."),
    ),
    "one_code_only": (
        _("“{value}” names several values; this column takes one."),
        _("Keep the one that fits best."),
    ),
    "too_many_items": (
        _("“{field}” has {count} entries; at most {limit} are taken."),
        _("Keep the most important ones."),
    ),
    "identifier_invalid": (_("{message}"), _("Compare the number with the original document.")),
    "indicator_unreadable": (
        _("“{value}” is not understood as an indicator."),
        _("Write name, comparison, number and unit, such as 抗拉强度≥450MPa, with semicolons between them."),
    ),
    "indicator_without_name": (
        _("“{value}” says how much but not of what."),
        _("Put the name of the quantity before the number, such as 厚度 0.5-2 mm."),
    ),
    "indicator_bounds": (
        _("In “{value}” the lower bound exceeds the upper one."),
        _("Swap the two numbers."),
    ),
    "number_too_large": (
        _("“{value}” has too many digits."),
        _("At most 14 digits before and 6 after the point fit."),
    ),
    "documents_unreadable": (
        _("“{value}” is not understood as a list of works."),
        _("Write one work per line: title, year, kind, separated by |."),
    ),
    "link_unreadable": (
        _("“{value}” is not a web address."),
        _("Begin with https://, such as https://www.example.edu."),
    ),
    "formula": (
        _("The cell holds a formula; its result may differ from what you see."),
        _("Copy the cell and paste it as a value."),
    ),
    "error_value": (
        _("The cell shows the spreadsheet error {value}."),
        _("Mend the formula or write the value."),
    ),
    "not_text": (
        _("“{value}” has another shape than this field."),
        _("Look at the example in the template."),
    ),
    # rows
    "organisation_unknown": (
        _("No organisation is called “{value}”."),
        _("Write the registered full name, the unified social credit code or the university code."),
    ),
    "organisation_unknown_near": (
        _("No organisation is called “{value}”."),
        _("Did you mean: {candidates}? Else write the full name or the unified social credit code."),
    ),
    "organisation_ambiguous": (
        _("Several organisations are called “{value}”."),
        _("Write the unified social credit code or the university code instead."),
    ),
    "organisation_not_yours": (
        _("You do not act for “{value}”."),
        _("Ask its administrator for membership, or leave the row to a colleague there."),
    ),
    "organisation_code_taken": (
        _("{value} already belongs to {owner}."),
        _("Correct the number, or leave the row out if it is the same organisation."),
    ),
    "organisation_owner_missing": (
        _("The row does not say whose it is."),
        _("Fill in “{field}”; only when you act for exactly one organisation may it stay empty."),
    ),
    "organisations_not_allowed": (
        _("Organisations are imported by operators only."),
        _("Ask the platform's operator to import the list."),
    ),
    "repeated_in_file": (
        _("The row repeats row {first}."),
        _("Delete one of the two rows, or give it a number of its own."),
    ),
    "date_order": (
        _("“{later}” ({later_value}) lies before “{earlier}” ({earlier_value})."),
        _("Correct one of the two dates."),
    ),
    "budget_order": (_("The lower budget exceeds the upper one."), _("Swap the two amounts.")),
    "type_mismatch": (
        _("The application number is that of “{told}”, but the type says “{given}”."),
        _("Correct the type or the number."),
    ),
    "row_refused": (
        _("The database refused the row: {detail}"),
        _("Check unusual values in the row, or ask the operator."),
    ),
    "row_not_object": (
        _("The line is not a JSON object: {detail}"),
        _("Write one JSON object per line, in UTF-8."),
    ),
    "unknown_keys": (
        _("Keys not known: {keys}."),
        _("Use the keys of the file format; see the documentation."),
    ),
    # files
    "file_changed": (
        _("{name} has changed since the import began."),
        _("Import it again from the start; rows that are the same stay as they are."),
    ),
    "unexpected": (
        _("The import stopped through a fault of the platform ({detail})."),
        _("Continue it; if it stops again, tell the operator its number."),
    ),
    "file_missing": (_("{name}: no such file."), _("Check the path.")),
    "file_empty": (_("{name} is empty."), _("Fill in at least a header and one row.")),
    "file_too_large": (_("{name} has {size} MB; at most {limit} MB are taken."), _("Split the file.")),
    "file_infected": (
        _("The virus scanner found something harmful in {name}: {found}."),
        _("It was not kept. Make the file anew on a clean machine."),
    ),
    "file_not_scanned": (
        _("{name} could not be checked for viruses, so it was not kept."),
        _("Try again later or tell the operator."),
    ),
    "file_type_unknown": (
        _("{name} is not a spreadsheet: its content is {found}."),
        _("Give an Excel workbook (.xlsx), CSV or JSON Lines."),
    ),
    "legacy_workbook": (
        _("{name} is in the old Excel format (.xls)."),
        _("Open it and save it as an Excel workbook (.xlsx)."),
    ),
    "encrypted_workbook": (
        _("{name} is protected by a password."),
        _("Remove the password and save it again."),
    ),
    "macros": (_("{name} contains macros."), _("Save it as an Excel workbook without macros (.xlsx).")),
    "external_links": (
        _("{name} takes values from other workbooks ({found})."),
        _("In Excel choose Data, Edit Links, Break Link, and save it again."),
    ),
    "zip_bomb": (
        _("{name} unpacks to {size} MB, {ratio} times its size; it is not opened."),
        _("Save the data in a new workbook without images and formatting, or as CSV."),
    ),
    "damaged_workbook": (
        _("{name} is damaged: {detail}"),
        _("Open it in Excel, save it under a new name and try again."),
    ),
    "too_many_columns": (
        _("Sheet “{sheet}” has {count} columns; at most {limit} are taken."),
        _("Delete the superfluous columns."),
    ),
    "too_many_rows": (_("{name} has more than {limit} rows."), _("Split the file, or use CSV.")),
    "cell_too_long": (
        _("Cell {address} holds more than {limit} characters."),
        _("Shorten the text; a cell of a spreadsheet cannot hold more."),
    ),
    "header_missing": (
        _("{name}: no header row recognised. Found: {found}."),
        _("The first rows must hold a header with at least: {needed}. Compare it with the template."),
    ),
    "header_incomplete": (
        _("{name}: these columns are missing: {missing}. Found: {found}."),
        _("Add the columns, or name which of yours they are."),
    ),
    "encoding_unknown": (
        _("{name} is in neither UTF-8 nor GB18030 (byte {position})."),
        _("Save it as “CSV UTF-8”."),
    ),
    "delimited_damaged": (
        _("{name}, line {line}: {detail}"),
        _("Save the table again as CSV, with quotes around text."),
    ),
    "mapping_unknown": (_("“{value}” is not of the form column=key."), _("Known keys: {keys}.")),
    "kind_unknown": (_("There is nothing called “{value}” to import."), _("Known kinds: {kinds}.")),
    "organisation_not_found": (
        _("No organisation is called “{value}”."),
        _("Check the name, or import the organisation first."),
    ),
}
