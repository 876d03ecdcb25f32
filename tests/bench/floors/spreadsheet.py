"""The floor of an export: XlsxWriter's bare writer that keeps one row in memory; as many rows and boxed cells as the register.

Fourteen of the 21 cells of a row hold a text, the others nothing; there are no types, no heights and no database.

Run as a program: the file to write and the number of rows.
"""

from __future__ import annotations

import sys

from xlsxwriter import Workbook

TEXTS, COLUMNS = 14, 21


def main() -> None:
    """Writes it."""
    book = Workbook(sys.argv[1], {"constant_memory": True})
    sheet, box = book.add_worksheet(), book.add_format({"border": 1})
    for n in range(int(sys.argv[2])):
        row = [f"T-{n:09d}", "客厅灯闪烁,要求上门检修", "已更换驱动电源", *(f"值{n % 97}" for _column in range(TEXTS - 3))]
        for column, text in enumerate(row):
            sheet.write_string(n, column, text, box)
        for column in range(TEXTS, COLUMNS):
            sheet.write_blank(n, column, None, box)
    book.close()


if __name__ == "__main__":
    main()
