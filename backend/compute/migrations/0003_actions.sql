-- Servers that are shelved, rescued or softly deleted, and what a guest hands to its owner.
ALTER TABLE servers ADD COLUMN base_image TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN shelved_image TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN shelved_at BIGINT;
ALTER TABLE servers ADD COLUMN soft_deleted_at BIGINT;
ALTER TABLE servers ADD COLUMN rescue TEXT NOT NULL DEFAULT '{}';
ALTER TABLE servers ADD COLUMN guest_password TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN injected_files TEXT NOT NULL DEFAULT '[]';
