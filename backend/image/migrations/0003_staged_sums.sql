-- The sums of staged data wait here for the import. What was staged before has them where those of an active image are.
ALTER TABLE images ADD COLUMN staged_md5 TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN staged_sha512 TEXT NOT NULL DEFAULT '';
UPDATE images SET staged_md5 = checksum, staged_sha512 = os_hash_value, checksum = NULL, os_hash_algo = NULL, os_hash_value = NULL, stores = ''
    WHERE status IN ('uploading', 'importing') AND checksum IS NOT NULL AND os_hash_value IS NOT NULL;
