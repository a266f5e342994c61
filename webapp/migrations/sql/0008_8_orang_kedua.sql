-- Processes that pay follows from although nobody signs in them: their cases are not ended or moved by one person alone.
INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) VALUES
    ('orang_kedua', '{"proses": ["skp_bulanan", "evaluasi_tahunan", "aktivitas_bulanan", "koreksi_aktivitas"]}', '[2022-02-03,)',
     'Kebijakan bawaan: kasus yang menentukan penilaian atau TPP dibatalkan dan dipindahkan dengan dua orang');
