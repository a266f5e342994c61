-- Values without which the first cycle cannot open; each may be ended and followed by another.

INSERT INTO versi_organisasi DEFAULT VALUES;

INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) VALUES
    ('batas_penetapan_skp', '{"bulan": 1, "hari": 31}', '[2022-02-03,)',
     'PermenPANRB 6/2022; tanggalnya semula dari PermenPANRB 8/2021'),
    ('batas_penetapan_skp_cpns', '{"bulan_setelah_spmt": 1}', '[2022-02-03,)',
     'Kebijakan bawaan; sesuaikan dengan keputusan instansi'),
    ('zona_waktu', '"Asia/Jakarta"', '[2022-02-03,)',
     'Waktu Indonesia Barat; wilayah lain memakai Asia/Makassar atau Asia/Jayapura');
