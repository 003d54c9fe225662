-- Small objects lie in their rows: one commit makes them durable, where a file would need its own and its folder's.
ALTER TABLE objects ADD COLUMN content @blob@ NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN content @blob@ NOT NULL DEFAULT '';
