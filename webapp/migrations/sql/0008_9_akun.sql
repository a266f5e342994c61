-- Recovery: the fingerprint of the first half of the initial password, kept until the second officer has decided.
ALTER TABLE pemulihan_akun ADD COLUMN paruh TEXT;
ALTER TABLE pemulihan_akun ADD CONSTRAINT ck_pemulihan_akun_paruh CHECK ((paruh IS NULL) = (setuju IS NOT NULL));

-- An account is closed (FALSE) or opened again (TRUE) by a proposal of the same kind as its offices; it then holds none.
ALTER TABLE usul_peran ADD COLUMN buka BOOLEAN;
ALTER TABLE usul_peran ADD CONSTRAINT ck_usul_peran_buka CHECK (buka IS NULL OR cardinality(peran) = 0);

-- For whom a setup key is, once there is a roll of employees: whoever holds it makes no other person's account.
ALTER TABLE kunci_pasang ADD COLUMN nip TEXT;
ALTER TABLE kunci_pasang ADD CONSTRAINT ck_kunci_pasang_nip CHECK (nip ~ '^[0-9]{18}$');
