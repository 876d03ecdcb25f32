"""Reads a written workbook the way a person does: what stands beside a label, what a table holds under its headings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet


def sheets(path: Path) -> list[Worksheet]:
    """The sheets of a written file."""
    return list(load_workbook(path).worksheets)


def charts(path: Path) -> int:
    """How many charts a written file holds."""
    with ZipFile(path) as parts:
        return sum(name.startswith("xl/charts/chart") for name in parts.namelist())


def filled(sheet: Worksheet) -> list[Any]:
    """Every cell that holds something."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts(sheet: Worksheet) -> list[Any]:
    """Every value of a sheet, from top to bottom."""
    return [cell.value for cell in filled(sheet)]


def beside(sheet: Worksheet, label: str) -> Any:
    """The cell right of the first one that says `label`."""
    place = next(cell for cell in filled(sheet) if cell.value == label)
    return next(cell for cell in sheet[place.row][place.column :] if not isinstance(cell, MergedCell))


def table(sheet: Worksheet, heading: str) -> list[list[Any]]:
    """The rows under the first table that has a column of that heading, up to its end."""
    place = next(cell for cell in filled(sheet) if cell.value == heading)
    columns = [cell.column for cell in sheet[place.row] if cell.value is not None]
    found = []
    for row in sheet.iter_rows(min_row=place.row + 1):
        values = [row[column - 1].value for column in columns]
        first = row[columns[0] - 1]
        if first.value is None or first.font.bold:
            break
        found.append(values)
    return found
