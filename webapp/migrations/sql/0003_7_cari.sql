-- Finding people, units and posts by any part of their names.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE INDEX ix_pegawai_nama_cari ON pegawai USING gin (nama gin_trgm_ops);
CREATE INDEX ix_pegawai_nip_cari ON pegawai USING gin (nip gin_trgm_ops);
CREATE INDEX ix_unit_nama_cari ON unit USING gin (nama gin_trgm_ops);
CREATE INDEX ix_jabatan_nama_cari ON jabatan USING gin (nama gin_trgm_ops);
