-- What one account may fill the house with: refusals written one by one, and files in a year.

-- Refusals of an account (0: of nobody) in an hour: how many there were, and how many stand as events of their own.
-- When the hour is over one event tells the number of the others, and the row goes.
CREATE TABLE penolakan (
    akun_id BIGINT NOT NULL,
    jam TIMESTAMP WITH TIME ZONE NOT NULL,
    jumlah BIGINT NOT NULL,
    tertulis BIGINT NOT NULL,
    CONSTRAINT pk_penolakan PRIMARY KEY (akun_id, jam),
    CONSTRAINT ck_penolakan_jumlah CHECK (0 <= tertulis AND tertulis <= jumlah)
);

CREATE INDEX ix_berkas_akun_id_pada ON berkas (akun_id, pada);

INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) VALUES
    ('penolakan_per_jam', '100', '[2022-02-03,)', 'Kebijakan bawaan; sesuaikan dengan keputusan instansi'),
    ('kuota_bukti', '{"berkas": 3000, "megabyte": 2000}', '[2022-02-03,)',
     'Kebijakan bawaan; sesuaikan dengan keputusan instansi');
