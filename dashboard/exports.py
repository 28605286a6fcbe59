"""A table as shown, to take away: CSV and XLSX of the same rows, with the same words."""

import csv
from io import BytesIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

# A cell that begins so is read as a formula by spreadsheets (OWASP, "CSV Injection"); the last
# four are the first four in the full width of Japanese keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe(cell):
    """A cell that no spreadsheet will run: numbers stay numbers, a formula becomes text."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_response(name, head, rows, notes):
    """The table as CSV, its notes below it."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    # Spreadsheets take a file for UTF-8 only when it says so.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    writer.writerow([])
    writer.writerows([safe(note)] for note in notes)
    return response


def xlsx_response(name, head, rows, notes, *, sheet="Schools"):
    """The table as a workbook of two sheets: the table, and what to know about it."""
    book = Workbook(write_only=True)
    table, about = book.create_sheet(sheet), book.create_sheet("About")
    table.freeze_panes = "B2"
    bold = [WriteOnlyCell(table, value=title) for title in head]
    for cell in bold:
        cell.font = Font(bold=True)
    table.append(bold)
    for row in rows:
        table.append([safe(cell) for cell in row])
    for note in notes:
        about.append([safe(note)])
    file = BytesIO()
    book.save(file)
    response = HttpResponse(
        file.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
