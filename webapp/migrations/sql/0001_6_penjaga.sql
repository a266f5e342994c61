-- Guards: what no program may do, whoever it is, and what the database fills in by itself.
-- Each refusal is SQLSTATE 23001 (restrict_violation) and carries a constraint name.

CREATE FUNCTION isi_tunggal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT tunggal INTO NEW.tunggal FROM jabatan WHERE id = NEW.jabatan_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER tg_posting_tunggal BEFORE INSERT OR UPDATE OF jabatan_id ON posting
    FOR EACH ROW EXECUTE FUNCTION isi_tunggal();


CREATE FUNCTION naikkan_versi_organisasi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE versi_organisasi SET nomor = nomor + 1;
    RETURN NULL;
END
$$;
DO $$
DECLARE
    tabel text;
BEGIN
    FOREACH tabel IN ARRAY ARRAY[
        'unit', 'jabatan', 'pegawai', 'pangkat_riwayat', 'posting', 'pihak_luar', 'penetapan_penilai',
        'delegasi_penilai', 'ketidakhadiran'
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_versi AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %1$I '
            'FOR EACH STATEMENT EXECUTE FUNCTION naikkan_versi_organisasi()', tabel);
    END LOOP;
END
$$;


CREATE FUNCTION tolak_ubah() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$;
DO $$
DECLARE
    tabel text;
BEGIN
    FOREACH tabel IN ARRAY ARRAY['journal', 'audit_event', 'tanda_tangan', 'dokumen', 'release'] LOOP
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_hanya_tambah BEFORE UPDATE OR DELETE ON %1$I '
            'FOR EACH ROW EXECUTE FUNCTION tolak_ubah()', tabel);
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_tidak_dikosongkan BEFORE TRUNCATE ON %1$I '
            'FOR EACH STATEMENT EXECUTE FUNCTION tolak_ubah()', tabel);
    END LOOP;
END
$$;


-- Content of a revision. The share lock makes a writer wait for one who is locking the revision just now.
CREATE FUNCTION tolak_isi_terkunci() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    revisi record;
BEGIN
    FOR revisi IN SELECT status FROM skp_revisi WHERE id IN (OLD.revisi_id, NEW.revisi_id) FOR SHARE LOOP
        IF revisi.status IN ('DIKUNCI', 'FINAL', 'DIGANTI') THEN
            RAISE EXCEPTION 'a revision that is % does not change (%)', revisi.status, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END
$$;
DO $$
DECLARE
    tabel text;
BEGIN
    FOREACH tabel IN ARRAY ARRAY['rhk', 'iki', 'ukuran', 'ekspektasi_khusus', 'lampiran_butir'] LOOP
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_terkunci BEFORE INSERT OR UPDATE OR DELETE ON %1$I '
            'FOR EACH ROW EXECUTE FUNCTION tolak_isi_terkunci()', tabel);
        EXECUTE format(
            'CREATE TRIGGER tg_%1$s_tidak_dikosongkan BEFORE TRUNCATE ON %1$I '
            'FOR EACH STATEMENT EXECUTE FUNCTION tolak_ubah()', tabel);
    END LOOP;
END
$$;


-- The revision itself: from DIKUNCI on only its status moves, and only forward.
CREATE FUNCTION tolak_revisi_mundur() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    boleh boolean := true;
BEGIN
    IF TG_OP = 'DELETE' THEN
        boleh := OLD.status = 'DRAF';
    ELSIF OLD.status IN ('DIKUNCI', 'FINAL', 'DIGANTI') THEN
        boleh := to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status'
            AND (OLD.status, NEW.status) IN (('DIKUNCI', 'FINAL'), ('DIKUNCI', 'DIGANTI'), ('FINAL', 'DIGANTI'));
    END IF;
    IF NOT boleh THEN
        RAISE EXCEPTION 'a revision that is % does not change', OLD.status
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER tg_skp_revisi_maju BEFORE UPDATE OR DELETE ON skp_revisi
    FOR EACH ROW EXECUTE FUNCTION tolak_revisi_mundur();
