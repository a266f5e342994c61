-- Recovery: the fingerprint of the first half of the initial password, kept until the second officer has decided.
ALTER TABLE pemulihan_akun ADD COLUMN paruh TEXT;
ALTER TABLE pemulihan_akun ADD CONSTRAINT ck_pemulihan_akun_paruh CHECK ((paruh IS NULL) = (setuju IS NOT NULL));
