"""Databases of tests on PostgreSQL, used again: what a test wrote is taken out and what its template held is put back.
Making one and dropping it takes ten times as long.
"""

from collections import defaultdict
from typing import Any

import psycopg

LARGE = 8_000_000
"""Bytes of tables and indexes from which on dropping is quicker."""

_KEEP = """
DROP SCHEMA IF EXISTS kept CASCADE;
CREATE SCHEMA kept;

CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
        SELECT concat_ws(',', c.relname, c.relkind, c.relacl, a.attnum, a.attname, a.atttypid, a.attnotnull, a.attacl)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', nspname, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT concat_ws(',', setrole, setconfig) FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT concat_ws(',', datallowconn, datconnlimit, datacl) FROM pg_database
            WHERE datname = current_database()
    ) AS parts(part)
$$;

CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of record;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR of IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', of.name);
    END LOOP;
    FOR of IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'kept' AND tablename <> 'sequences' LOOP
        EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%1$I', of.name);
    END LOOP;
    FOR of IN SELECT * FROM kept.sequences LOOP
        PERFORM setval(of.name, of.value, of.is_called);
    END LOOP;
END $$;

DO $$
DECLARE
    of record;
    filled boolean;
BEGIN
    CREATE TABLE kept.sequences (name text, value bigint, is_called boolean);
    FOR of IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', of.name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE kept.%1$I AS SELECT * FROM public.%1$I', of.name);
        END IF;
    END LOOP;
    FOR of IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('INSERT INTO kept.sequences SELECT %L, last_value, is_called FROM public.%I', of.name, of.name);
    END LOOP;
END $$;
"""

EMPTIED: dict[tuple[str, str], list[str]] = defaultdict(list)
"""Server and template → databases that are as their template is, and that nobody has."""

_SHAPES: dict[tuple[str, str], str] = {}
"""Server and template → what all but the rows looked like."""


def keep(url: str) -> None:
    """Let a database that is to be a template, and what is copied from it, know what its tables hold."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_KEEP)


def empty(url: str, server: str, template: str) -> bool:
    """Make a copy of a template what it was; whether it is, or is better dropped: a test changed more than rows, or
    wrote much.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if not _one(connection, "SELECT to_regnamespace('kept') IS NOT NULL"):
            return False
        if (
            _one(
                connection,
                "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace",
            )
            > LARGE
        ):
            return False
        shape = _one(connection, "SELECT kept.shape()")
        if _SHAPES.setdefault((server, template), shape) != shape:
            return False
        connection.execute("SELECT kept.restore()")
    return True


def _one(connection: psycopg.Connection[Any], question: str) -> Any:
    row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]
