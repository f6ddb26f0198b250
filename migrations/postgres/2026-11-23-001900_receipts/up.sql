-- What came back of a message: receipts of certified mail and delivery reports, each with what it moved or why it is doubted.
CREATE TABLE receipts (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    case_id uuid REFERENCES cases (id),
    delivery_id uuid NOT NULL REFERENCES deliveries (id),
    -- SHA-256 of its Message-ID where it is believed; with all of its bytes where it is doubted, so that a forged one is never taken
    -- for the genuine one that follows.
    message_key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('accettazione', 'non-accettazione', 'presa-in-carico', 'avvenuta-consegna',
        'errore-consegna', 'preavviso-errore-consegna', 'rilevazione-virus', 'failed', 'delayed', 'delivered', 'relayed',
        'expanded')),
    -- Why it is not believed; none where it is.
    doubt text,
    effect text NOT NULL CHECK (effect IN ('nothing', 'accepted', 'proven', 'failed')),
    -- As a believed one says.
    happened_at timestamptz,
    taken_at timestamptz NOT NULL,
    -- Of the message as it came.
    sha256 text NOT NULL,
    -- The message itself; none where it names a data subject.
    attachment_id uuid REFERENCES attachments (id),
    -- What it says of itself, as JSON.
    said text NOT NULL,
    UNIQUE (delivery_id, message_key),
    CHECK (doubt IS NULL OR effect = 'nothing')
);

CREATE INDEX receipts_of_case ON receipts (case_id, taken_at);
