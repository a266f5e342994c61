-- Days of deadlines stand in one place, the table batas_waktu. What is left of the rule "bulanan" is no day.
UPDATE aturan
   SET kunci = 'kembalikan_realisasi', nilai = coalesce(nilai -> 'kembalikan_paling_banyak', '3')
 WHERE kunci = 'bulanan';

-- How long the traces of editing are kept: long enough to look into what the detector showed, no longer.
INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) VALUES
    ('penyuntingan_simpan_hari', '90', '[2022-02-03,)',
     'Kebijakan bawaan [UU 27/2022: data disimpan tidak lebih lama daripada yang diperlukan]');
