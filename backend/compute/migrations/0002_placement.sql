-- What servers claim of hosts is the placement service's now: claims are made anew there from the servers' rows.
DROP TABLE allocations;
