-- Generated from db/migrations, as SQLite holds it. Do not edit: STANCE_REGENERATE=1 dotnet test

CREATE TABLE actor_roles (
  owner TEXT NOT NULL REFERENCES actors (id),
  target TEXT NOT NULL REFERENCES actors (id),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX actor_roles_target ON actor_roles (target, owner);

CREATE TABLE actor_roles_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX actor_roles_history_target ON actor_roles_history (target, owner);

CREATE TABLE actors (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  recorded_at TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organization', 'government', 'coalition', 'group', 'public')),
  identity TEXT NOT NULL CHECK (identity IN ('identified', 'anonymous')),
  source_id TEXT REFERENCES sources (id),
  aliases TEXT NOT NULL,
  description TEXT,
  country TEXT,
  roles TEXT NOT NULL,
  identifiers TEXT NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
) STRICT;

CREATE INDEX actors_kind ON actors (kind, id);

CREATE INDEX actors_name ON actors (name_key, id);

CREATE UNIQUE INDEX actors_seq ON actors (seq);

CREATE INDEX actors_source ON actors (source_id, id);

CREATE TABLE actors_history (
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  identity TEXT NOT NULL,
  source_id TEXT,
  aliases TEXT NOT NULL,
  description TEXT,
  country TEXT,
  roles TEXT NOT NULL,
  identifiers TEXT NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (id, seq)
) STRICT;

CREATE INDEX actors_history_kind ON actors_history (kind, id);

CREATE INDEX actors_history_name ON actors_history (name_key, id);

CREATE INDEX actors_history_seq ON actors_history (seq);

CREATE INDEX actors_history_source ON actors_history (source_id, id);

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  last_used_at TEXT,
  revoked_at TEXT
) STRICT;

CREATE TABLE argument_citations (
  owner TEXT NOT NULL REFERENCES arguments (id),
  target TEXT NOT NULL REFERENCES sources (id),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX argument_citations_target ON argument_citations (target, owner);

CREATE TABLE argument_citations_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX argument_citations_history_target ON argument_citations_history (target, owner);

CREATE TABLE argument_relation_types (
  owner TEXT NOT NULL REFERENCES arguments (id),
  target TEXT NOT NULL CHECK (target IN ('supports', 'attacks', 'undercuts', 'qualifies')),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX argument_relation_types_target ON argument_relation_types (target, owner);

CREATE TABLE argument_relation_types_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX argument_relation_types_history_target ON argument_relation_types_history (target, owner);

CREATE TABLE argument_relations (
  owner TEXT NOT NULL REFERENCES arguments (id),
  target TEXT NOT NULL REFERENCES arguments (id),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX argument_relations_target ON argument_relations (target, owner);

CREATE TABLE argument_relations_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX argument_relations_history_target ON argument_relations_history (target, owner);

CREATE TABLE arguments (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  recorded_at TEXT NOT NULL,
  question_id TEXT NOT NULL REFERENCES questions (id),
  category TEXT NOT NULL CHECK (category IN ('moral', 'operational', 'diplomatic', 'risk')),
  direction TEXT NOT NULL CHECK (direction IN ('pro', 'con')),
  claim TEXT NOT NULL,
  frame TEXT CHECK (frame IN ('economic', 'capacity_and_resources', 'morality', 'fairness_and_equality', 'legality', 'policy_prescription', 'crime_and_punishment', 'security_and_defense', 'health_and_safety', 'quality_of_life', 'cultural_identity', 'public_opinion', 'political', 'external_regulation_and_reputation', 'other')),
  citations TEXT NOT NULL,
  relations TEXT NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
) STRICT;

CREATE INDEX arguments_question ON arguments (question_id, id);

CREATE UNIQUE INDEX arguments_seq ON arguments (seq);

CREATE TABLE arguments_history (
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  question_id TEXT NOT NULL,
  category TEXT NOT NULL,
  direction TEXT NOT NULL,
  claim TEXT NOT NULL,
  frame TEXT,
  citations TEXT NOT NULL,
  relations TEXT NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (id, seq)
) STRICT;

CREATE INDEX arguments_history_question ON arguments_history (question_id, id);

CREATE INDEX arguments_history_seq ON arguments_history (seq);

CREATE TABLE changes (
  seq INTEGER NOT NULL PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('question', 'actor', 'source', 'position', 'argument')),
  id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('create', 'update', 'retire', 'restore')),
  version INTEGER NOT NULL CHECK (version > 0),
  at INTEGER NOT NULL,
  written_by TEXT NOT NULL
) STRICT;

CREATE INDEX changes_at ON changes (at, seq);

CREATE UNIQUE INDEX changes_record ON changes (type, id, version);

CREATE INDEX changes_type ON changes (type, seq);

CREATE TABLE idempotency_keys (
  written_by TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  location TEXT,
  etag TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (written_by, idempotency_key)
) STRICT;

CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

CREATE TABLE job_lines (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  line INTEGER NOT NULL,
  type TEXT,
  id TEXT,
  errors TEXT NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY (job_id, line)
) STRICT;

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  type TEXT,
  format TEXT NOT NULL CHECK (format IN ('ndjson', 'csv')),
  mode TEXT NOT NULL CHECK (mode IN ('upsert', 'insert')),
  on_error TEXT NOT NULL CHECK (on_error IN ('abort', 'continue')),
  validate_only TEXT NOT NULL CHECK (validate_only IN ('true', 'false')),
  written_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  heartbeat_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  lines INTEGER NOT NULL,
  validated INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  restored INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  kept TEXT NOT NULL,
  snapshot INTEGER,
  error_code TEXT,
  error_detail TEXT,
  header TEXT
) STRICT;

CREATE INDEX jobs_created ON jobs (created_at);

CREATE TABLE position_arguments (
  owner TEXT NOT NULL REFERENCES positions (id),
  target TEXT NOT NULL REFERENCES arguments (id),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX position_arguments_target ON position_arguments (target, owner);

CREATE TABLE position_arguments_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX position_arguments_history_target ON position_arguments_history (target, owner);

CREATE TABLE position_conditions (
  owner TEXT NOT NULL REFERENCES positions (id),
  target TEXT NOT NULL CHECK (target IN ('requirement:open', 'requirement:met', 'requirement:failed', 'requirement:unknown', 'preference:open', 'preference:met', 'preference:failed', 'preference:unknown')),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX position_conditions_target ON position_conditions (target, owner);

CREATE TABLE position_conditions_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX position_conditions_history_target ON position_conditions_history (target, owner);

CREATE TABLE position_reporters (
  owner TEXT NOT NULL REFERENCES positions (id),
  target TEXT NOT NULL REFERENCES actors (id),
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
) STRICT;

CREATE INDEX position_reporters_target ON position_reporters (target, owner);

CREATE TABLE position_reporters_history (
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, target, seq)
) STRICT;

CREATE INDEX position_reporters_history_target ON position_reporters_history (target, owner);

CREATE TABLE positions (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  recorded_at TEXT NOT NULL,
  actor_id TEXT NOT NULL REFERENCES actors (id),
  question_id TEXT NOT NULL REFERENCES questions (id),
  source_id TEXT NOT NULL REFERENCES sources (id),
  stance TEXT NOT NULL CHECK (stance IN ('strongly_support', 'support', 'neutral', 'oppose', 'strongly_oppose', 'ambivalent', 'undecided', 'withheld', 'no_position')),
  modality TEXT NOT NULL CHECK (modality IN ('asserted', 'conditional', 'desired', 'predicted', 'inferred', 'hypothetical')),
  capacity TEXT NOT NULL CHECK (capacity IN ('official', 'party', 'personal', 'expert', 'unspecified')),
  attribution TEXT NOT NULL CHECK (attribution IN ('on_record', 'document', 'background', 'deep_background', 'narrator')),
  anonymity_reason TEXT,
  reported_by TEXT NOT NULL,
  spoken_by TEXT REFERENCES actors (id),
  quotation TEXT CHECK (quotation IN ('direct', 'partial', 'indirect')),
  summary TEXT,
  conditions TEXT NOT NULL,
  stated_on TEXT NOT NULL,
  stated_from INTEGER NOT NULL,
  stated_until INTEGER NOT NULL,
  citations TEXT NOT NULL,
  argument_ids TEXT NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
) STRICT;

CREATE INDEX positions_actor ON positions (actor_id, id);

CREATE INDEX positions_actor_stated ON positions (actor_id, stated_from, id);

CREATE INDEX positions_question ON positions (question_id, id);

CREATE INDEX positions_question_actor ON positions (question_id, actor_id, id);

CREATE INDEX positions_question_stated ON positions (question_id, stated_from, id);

CREATE UNIQUE INDEX positions_seq ON positions (seq);

CREATE INDEX positions_source ON positions (source_id, id);

CREATE INDEX positions_speaker ON positions (spoken_by, id);

CREATE INDEX positions_stated ON positions (stated_from, id, seq);

CREATE TABLE positions_history (
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  stance TEXT NOT NULL,
  modality TEXT NOT NULL,
  capacity TEXT NOT NULL,
  attribution TEXT NOT NULL,
  anonymity_reason TEXT,
  reported_by TEXT NOT NULL,
  spoken_by TEXT,
  quotation TEXT,
  summary TEXT,
  conditions TEXT NOT NULL,
  stated_on TEXT NOT NULL,
  stated_from INTEGER NOT NULL,
  stated_until INTEGER NOT NULL,
  citations TEXT NOT NULL,
  argument_ids TEXT NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (id, seq)
) STRICT;

CREATE INDEX positions_history_actor ON positions_history (actor_id, id);

CREATE INDEX positions_history_actor_stated ON positions_history (actor_id, stated_from, id);

CREATE INDEX positions_history_question ON positions_history (question_id, id);

CREATE INDEX positions_history_question_actor ON positions_history (question_id, actor_id, id);

CREATE INDEX positions_history_question_stated ON positions_history (question_id, stated_from, id);

CREATE INDEX positions_history_seq ON positions_history (seq);

CREATE INDEX positions_history_source ON positions_history (source_id, id);

CREATE INDEX positions_history_speaker ON positions_history (spoken_by, id);

CREATE INDEX positions_history_stated ON positions_history (stated_from, id, seq, until_seq);

CREATE TABLE questions (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  recorded_at TEXT NOT NULL,
  text TEXT NOT NULL,
  title TEXT,
  title_key TEXT NOT NULL,
  description TEXT,
  opened_on TEXT,
  opened_from INTEGER,
  decided_on TEXT,
  decided_from INTEGER,
  outcome TEXT,
  status TEXT NOT NULL CHECK (status IN ('open', 'decided', 'withdrawn')),
  tags TEXT NOT NULL,
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX questions_seq ON questions (seq);

CREATE INDEX questions_status ON questions (status, id);

CREATE INDEX questions_title ON questions (title_key, id);

CREATE TABLE questions_history (
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  text TEXT NOT NULL,
  title TEXT,
  title_key TEXT NOT NULL,
  description TEXT,
  opened_on TEXT,
  opened_from INTEGER,
  decided_on TEXT,
  decided_from INTEGER,
  outcome TEXT,
  status TEXT NOT NULL,
  tags TEXT NOT NULL,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (id, seq)
) STRICT;

CREATE INDEX questions_history_seq ON questions_history (seq);

CREATE INDEX questions_history_status ON questions_history (status, id);

CREATE INDEX questions_history_title ON questions_history (title_key, id);

CREATE TABLE rate_counts (
  process TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  tick INTEGER NOT NULL,
  counts TEXT NOT NULL
) STRICT;

CREATE TRIGGER search_entries_deleted BEFORE DELETE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, words, pairs) SELECT 'delete', entry, words, pairs FROM search_terms WHERE entry = old.entry;
END;

CREATE TRIGGER search_entries_inserted AFTER INSERT ON search_entries BEGIN
  INSERT INTO search_index (rowid, words, pairs) SELECT entry, words, pairs FROM search_terms WHERE entry = new.entry;
END;

CREATE TRIGGER search_entries_updated AFTER UPDATE ON search_entries BEGIN
  INSERT INTO search_index (rowid, words, pairs) SELECT entry, words, pairs FROM search_terms WHERE entry = new.entry;
END;

CREATE TRIGGER search_entries_updating BEFORE UPDATE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, words, pairs) SELECT 'delete', entry, words, pairs FROM search_terms WHERE entry = old.entry;
END;

CREATE TABLE search_entries (
  entry INTEGER NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  part INTEGER NOT NULL,
  names TEXT NOT NULL,
  words TEXT NOT NULL,
  name_count INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  passage TEXT,
  passage_start INTEGER,
  UNIQUE (type, id, part)
) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5 (
  words, pairs, content = 'search_terms', content_rowid = 'entry', tokenize = 'ascii', prefix = '2 3', detail = 'none');

CREATE TABLE 'search_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_index_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'search_index_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'search_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE VIEW search_terms (entry, words, pairs) AS
SELECT
  entry,
  names || ' ' || words,
  (SELECT GROUP_CONCAT(value || ' ¤' || value || '¤', '') FROM json_each('["' || REPLACE(names || ' ' || words, ' ', '","') || '"]'))
FROM search_entries;

CREATE TABLE source_texts (
  sha256 TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE sources (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  recorded_at TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('news_article', 'interview', 'speech', 'press_release', 'document', 'legislation', 'vote', 'testimony', 'social_post', 'survey', 'other')),
  publisher TEXT,
  url TEXT,
  published_on TEXT,
  published_from INTEGER,
  published_until INTEGER,
  language TEXT,
  text_access TEXT NOT NULL CHECK (text_access IN ('open', 'restricted')),
  text_sha256 TEXT REFERENCES source_texts (sha256),
  until_seq INTEGER NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
) STRICT;

CREATE INDEX sources_kind ON sources (kind, id);

CREATE UNIQUE INDEX sources_seq ON sources (seq);

CREATE INDEX sources_title ON sources (title_key, id);

CREATE TABLE sources_history (
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  publisher TEXT,
  url TEXT,
  published_on TEXT,
  published_from INTEGER,
  published_until INTEGER,
  language TEXT,
  text_access TEXT NOT NULL,
  text_sha256 TEXT,
  until_seq INTEGER NOT NULL,
  PRIMARY KEY (id, seq)
) STRICT;

CREATE INDEX sources_history_kind ON sources_history (kind, id);

CREATE INDEX sources_history_seq ON sources_history (seq);

CREATE INDEX sources_history_title ON sources_history (title_key, id);
