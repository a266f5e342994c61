-- Tables whose rows are only ever added: `CALL hanya_tambah('a', 'b')` gives them the guards of 0001_6.

CREATE PROCEDURE hanya_tambah(VARIADIC daftar text[]) LANGUAGE plpgsql AS $$
DECLARE
    tabel text;
BEGIN
    FOREACH tabel IN ARRAY daftar LOOP
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_hanya_tambah BEFORE UPDATE OR DELETE ON %1$I '
            'FOR EACH ROW EXECUTE FUNCTION tolak_ubah()', tabel);
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_tidak_dikosongkan BEFORE TRUNCATE ON %1$I '
            'FOR EACH STATEMENT EXECUTE FUNCTION tolak_ubah()', tabel);
    END LOOP;
END
$$;
