-- Two roles: the owner makes and changes tables (`lakon init`, `lakon backup`, `lakon restore`); the application works with
-- rows and may change or delete none of those that are only ever added. Run as a superuser in the database `lakon`:
--   psql -d lakon -v ON_ERROR_STOP=1 -f roles.sql
-- It may be run again, and must be after `lakon restore --force` (rights that were given go with the old tables).
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lakon_pemilik') THEN
        CREATE ROLE lakon_pemilik LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lakon_app') THEN
        CREATE ROLE lakon_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO lakon_pemilik', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO lakon_app', current_database());
END
$$;
ALTER SCHEMA public OWNER TO lakon_pemilik;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO lakon_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lakon_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO lakon_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lakon_pemilik IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lakon_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lakon_pemilik IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO lakon_app;

-- Tables that carry the guard `tolak_ubah` are only ever added to, and the shape is the owner's.
DO $$
DECLARE
    tabel regclass;
BEGIN
    FOR tabel IN
        SELECT DISTINCT t.tgrelid::regclass FROM pg_trigger t
        JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname = 'tolak_ubah'
        -- a guard without a condition, for every row: UPDATE (16) and DELETE (8), or TRUNCATE (32)
        WHERE t.tgqual IS NULL AND (t.tgtype & 24 = 24) AND t.tgattr = ''::int2vector
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM lakon_app', tabel);
    END LOOP;
    -- Rows of which one column may be replaced by an act of its own (retention, a new key); nothing is deleted.
    FOR tabel IN
        SELECT DISTINCT t.tgrelid::regclass FROM pg_trigger t
        JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname IN ('tolak_ubah_berkas', 'tolak_ubah_tersandi')
    LOOP
        EXECUTE format('REVOKE DELETE, TRUNCATE ON %s FROM lakon_app', tabel);
    END LOOP;
    IF to_regclass('public.alembic_version') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM lakon_app;
    END IF;
END
$$;
