"""Writing many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

The rows of one publisher's file number hundreds of thousands; model instances would take
ten times as long and as much memory. Names of tables and columns in the statements come from
the models alone, values always as parameters.
"""
# ruff: noqa: S608

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection, models

Row = tuple[Any, ...]
# Bound values in one statement; SQLite allows 32,766, older builds 999.
IN_ONE_STATEMENT = 900


def rows_of(table: pd.DataFrame, columns: Sequence[str]) -> Iterator[Row]:
    """A frame's rows as plain values, missing ones as None."""
    return zip(*(plain(table[name]) for name in columns), strict=True)


def plain(values: "pd.Series[Any]") -> list[Any]:
    """One column as Python's own numbers and texts."""
    if values.dtype == object:
        return values.tolist()
    if values.dtype == np.float64:
        missing = np.isnan(values.to_numpy())
        if not missing.any():
            return values.tolist()
        plain = values.to_numpy().astype(object)
        plain[missing] = None
        return plain.tolist()
    if pd.api.types.is_extension_array_dtype(values.dtype):
        return values.astype(object).where(values.notna(), None).tolist()
    return values.tolist()


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def insert(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Add rows to a model's table, inside the caller's transaction.

    `columns` has each column's values, `same` those that every row shares.
    """
    shared = same or {}
    names = [*shared, *columns]
    values = list(columns.values())
    table = connection.ops.quote_name(model._meta.db_table)
    connection.ensure_connection()
    if _is_postgres():
        head = tuple(shared.values())
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({_quoted(names)}) FROM STDIN") as copy,
        ):
            for row in zip(*values, strict=True):
                copy.write_row(head + row)
        return
    # The driver's own cursor (Django's rewrites every statement), and many rows a statement:
    # half the time of one row each.
    into = f"INSERT INTO {table} ({_quoted(names)}) VALUES "
    marks = f"({', '.join('?' * len(names))})"
    together = IN_ONE_STATEMENT // len(names)
    whole = len(values[0]) // together * together
    execute = connection.connection.executemany
    batches = _batches(list(shared.values()), values, together, whole)
    execute(into + ", ".join([marks] * together), batches)
    execute(into + marks, _batches(list(shared.values()), [v[whole:] for v in values], 1))


def _batches(
    head: list[Any], columns: list[Sequence[Any]], together: int, end: int | None = None
) -> Iterator[list[Any]]:
    """The values of so many rows at a time, one row's after another's."""
    width = len(head) + len(columns)
    batch: list[Any] = [None] * (width * together)
    for place, value in enumerate(head):
        batch[place::width] = [value] * together
    for start in range(0, len(columns[0]) if end is None else end, together):
        for place, column in enumerate(columns, start=len(head)):
            batch[place::width] = column[start : start + together]
        yield batch


def upsert(
    model: type[models.Model], key: Sequence[str], columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Add rows, or bring those already there up to date, by a unique key."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    updates = ", ".join(
        f"{connection.ops.quote_name(name)} = excluded.{connection.ops.quote_name(name)}"
        for name in columns
        if name not in key
    )
    conflict = f"ON CONFLICT ({_quoted(key)}) DO UPDATE SET {updates}"
    connection.ensure_connection()
    if _is_postgres():
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE incoming ON COMMIT DROP AS"
                f" SELECT {_quoted(columns)} FROM {table} WITH NO DATA"
            )
            with cursor.copy(f"COPY incoming ({_quoted(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"INSERT INTO {table} ({_quoted(columns)}) SELECT * FROM incoming {conflict}"
            )
            cursor.execute("DROP TABLE incoming")
        return
    marks = ", ".join("?" * len(columns))
    connection.connection.executemany(
        f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({marks}) {conflict}",
        [tuple(_sqlite(value) for value in row) for row in rows],
    )


def update(
    model: type[models.Model], columns: Sequence[str], key: str, rows: Sequence[Row]
) -> None:
    """Change columns of rows that are there; each row gives the values, then the key."""
    if not rows:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key)} = %s", rows
        )


def _sqlite(value: Any) -> Any:
    """Dates as SQLite keeps them."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def in_parts(values: Iterable[int]) -> Iterator[list[int]]:
    """A long list of numbers, cut to what one statement can hold."""
    every = sorted(values)
    for start in range(0, len(every), IN_ONE_STATEMENT):
        yield every[start : start + IN_ONE_STATEMENT]
