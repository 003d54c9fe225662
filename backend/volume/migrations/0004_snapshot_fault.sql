-- Why a snapshot is in error: one whose data are back is available again.
ALTER TABLE snapshots ADD COLUMN fault TEXT NOT NULL DEFAULT '';
