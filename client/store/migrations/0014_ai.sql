-- Who answers chats, who may use them and for how much, and the ledger of all that was sent. Keys are not here: see services/secrets.

CREATE TABLE ai_providers(
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: the ledger and the name of a key go by it
    user_id  INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    protocol INTEGER NOT NULL CHECK(protocol BETWEEN 0 AND 1), -- 0 Anthropic's, 1 OpenAI's
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    model    TEXT    NOT NULL,
    has_key  INTEGER NOT NULL DEFAULT 0 CHECK(has_key BETWEEN 0 AND 1)
) STRICT;
CREATE INDEX ai_providers_of_user ON ai_providers(user_id, id);

-- plugin_id '': the coach. Without a row it is the offline coach that answers, without a limit.
CREATE TABLE ai_choices(
    user_id      INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id    TEXT    NOT NULL,
    provider_id  INTEGER REFERENCES ai_providers(id) ON DELETE SET NULL, -- NULL: the offline coach
    month_tokens INTEGER NOT NULL DEFAULT 0 CHECK(month_tokens >= 0),    -- 0: no limit
    month_cents  INTEGER NOT NULL DEFAULT 0 CHECK(month_cents >= 0),
    PRIMARY KEY(user_id, plugin_id)
) STRICT, WITHOUT ROWID;

-- One row for each request that left. state: 0 under way, 1 done, 2 stopped, 3 failed. Rows stay for the sums; their texts go first.
CREATE TABLE ai_requests(
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id      TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    month          INTEGER NOT NULL, -- of the person's calendar then: year * 12 + month - 1
    provider       TEXT    NOT NULL,
    host           TEXT    NOT NULL,
    model          TEXT    NOT NULL,
    fields         TEXT    NOT NULL, -- a JSON array of words
    sent_bytes     INTEGER NOT NULL,
    received_bytes INTEGER NOT NULL DEFAULT 0,
    input_tokens   INTEGER,          -- NULL: the provider did not say
    output_tokens  INTEGER,
    counted_tokens INTEGER NOT NULL, -- both, estimated where the provider did not say
    cost_micros    INTEGER,          -- millionths of the price's currency; NULL: not known
    state          INTEGER NOT NULL DEFAULT 0 CHECK(state BETWEEN 0 AND 3),
    problem        TEXT    NOT NULL DEFAULT '',
    sent           TEXT,             -- NULL: not kept any more
    received       TEXT
) STRICT;
CREATE INDEX ai_requests_of_month ON ai_requests(user_id, month, plugin_id);
CREATE INDEX ai_requests_under_way ON ai_requests(user_id) WHERE state = 0;
CREATE INDEX ai_requests_with_text ON ai_requests(user_id, id) WHERE sent IS NOT NULL;
