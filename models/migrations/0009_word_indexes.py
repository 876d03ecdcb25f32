"""What the filter of lists asks for and had to read whole tables for: a model's products, and the end of a ticket's number."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Adds the indexes."""
    db.execute_sql("CREATE INDEX owned_product_model_id ON owned_product (model_id)")
    db.execute_sql("CREATE INDEX ticket_number_end ON ticket (substr(number, 10))")
