"""The floor of an export: a library's bare streaming writer; as many rows as the register, with fourteen texts each.

A row of the service register has 21 cells with boxes, some of them empty.

Run as a program: the file to write and the number of rows.
"""

from __future__ import annotations

import sys

from openpyxl import Workbook

COLUMNS = 14


def main() -> None:
    """Writes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for n in range(int(sys.argv[2])):
        sheet.append(
            [f"T-{n:09d}", "客厅灯闪烁,要求上门检修", "已更换驱动电源", *(f"值{n % 97}" for _column in range(COLUMNS - 3))]
        )
    book.save(sys.argv[1])


if __name__ == "__main__":
    main()
