-- Whose a server's lock is: its project does not undo an administrator's.
ALTER TABLE servers ADD COLUMN locked_by TEXT NOT NULL DEFAULT '';
