"""The floor of an export: XlsxWriter's bare writer that keeps one row in memory; the rows of the register, fourteen texts each.

A row of the service register has 21 cells with boxes, some of them empty; here there is no format, no height and no database.

Run as a program: the file to write and the number of rows.
"""

from __future__ import annotations

import sys

from xlsxwriter import Workbook

COLUMNS = 14


def main() -> None:
    """Writes it."""
    book = Workbook(sys.argv[1], {"constant_memory": True})
    sheet = book.add_worksheet()
    for n in range(int(sys.argv[2])):
        row = [f"T-{n:09d}", "客厅灯闪烁,要求上门检修", "已更换驱动电源", *(f"值{n % 97}" for _column in range(COLUMNS - 3))]
        for column, text in enumerate(row):
            sheet.write_string(n, column, text)
    book.close()


if __name__ == "__main__":
    main()
