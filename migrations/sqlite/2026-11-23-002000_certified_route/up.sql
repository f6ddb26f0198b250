-- By which way a message leaves: the desk's mail server, or the account of certified mail (PEC) of its organisation. Decided when the
-- row is written and never again.
ALTER TABLE deliveries ADD COLUMN route TEXT NOT NULL DEFAULT 'mail' CHECK (route IN ('mail', 'pec'));
-- When the provider of certified mail took it, as its receipt says: from then on it counts as sent.
ALTER TABLE deliveries ADD COLUMN provider_at TEXT;
