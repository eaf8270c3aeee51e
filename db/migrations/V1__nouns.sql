-- The five nouns, their links, the texts of sources, the change feed, idempotency keys and API keys.
--
-- Every noun has a table of current rows and a history of superseded ones with the same columns. seq is the feed position at
-- which a version was recorded, until_seq the one at which it was superseded (the largest 64-bit number while it is current).
-- A reference inside a list member has a link table beside the JSON in the row, so that the database holds it and filters
-- can use it. The variables are the DDL words that differ between the engines: see db/README.md.

CREATE TABLE questions (
  id ${text} NOT NULL PRIMARY KEY,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL CHECK (version > 0),
  recorded_at ${text} NOT NULL,
  text ${text} NOT NULL,
  title ${text},
  title_key ${text} NOT NULL,
  description ${text},
  opened_on ${text},
  opened_from ${int64},
  decided_on ${text},
  decided_from ${int64},
  outcome ${text},
  status ${text} NOT NULL CHECK (status IN ('open', 'decided', 'withdrawn')),
  tags ${text} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
)${strict};

CREATE TABLE questions_history (
  id ${text} NOT NULL,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL,
  recorded_at ${text} NOT NULL,
  text ${text} NOT NULL,
  title ${text},
  title_key ${text} NOT NULL,
  description ${text},
  opened_on ${text},
  opened_from ${int64},
  decided_on ${text},
  decided_from ${int64},
  outcome ${text},
  status ${text} NOT NULL,
  tags ${text} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (id, seq)
)${strict};

CREATE UNIQUE INDEX questions_seq ON questions (seq);
CREATE INDEX questions_history_seq ON questions_history (seq);
CREATE INDEX questions_title ON questions (title_key, id);
CREATE INDEX questions_history_title ON questions_history (title_key, id);
CREATE INDEX questions_status ON questions (status, id);
CREATE INDEX questions_history_status ON questions_history (status, id);

-- The texts of sources, exactly as they were sent, once each and never changed; sha256 is the hash of the text as UTF-8.
CREATE TABLE source_texts (
  sha256 ${text} NOT NULL PRIMARY KEY,
  text ${text} NOT NULL
)${strict};

CREATE TABLE sources (
  id ${text} NOT NULL PRIMARY KEY,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL CHECK (version > 0),
  recorded_at ${text} NOT NULL,
  title ${text} NOT NULL,
  title_key ${text} NOT NULL,
  kind ${text} NOT NULL CHECK (kind IN ('news_article', 'interview', 'speech', 'press_release', 'document', 'legislation', 'vote', 'testimony', 'social_post', 'survey', 'other')),
  publisher ${text},
  url ${text},
  published_on ${text},
  published_from ${int64},
  published_until ${int64},
  language ${text},
  text_access ${text} NOT NULL CHECK (text_access IN ('open', 'restricted')),
  text_sha256 ${text} REFERENCES source_texts (sha256),
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
)${strict};

CREATE TABLE sources_history (
  id ${text} NOT NULL,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL,
  recorded_at ${text} NOT NULL,
  title ${text} NOT NULL,
  title_key ${text} NOT NULL,
  kind ${text} NOT NULL,
  publisher ${text},
  url ${text},
  published_on ${text},
  published_from ${int64},
  published_until ${int64},
  language ${text},
  text_access ${text} NOT NULL,
  text_sha256 ${text},
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (id, seq)
)${strict};

CREATE UNIQUE INDEX sources_seq ON sources (seq);
CREATE INDEX sources_history_seq ON sources_history (seq);
CREATE INDEX sources_title ON sources (title_key, id);
CREATE INDEX sources_history_title ON sources_history (title_key, id);
CREATE INDEX sources_kind ON sources (kind, id);
CREATE INDEX sources_history_kind ON sources_history (kind, id);

CREATE TABLE actors (
  id ${text} NOT NULL PRIMARY KEY,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL CHECK (version > 0),
  recorded_at ${text} NOT NULL,
  name ${text} NOT NULL,
  name_key ${text} NOT NULL,
  kind ${text} NOT NULL CHECK (kind IN ('person', 'organization', 'government', 'coalition', 'group', 'public')),
  identity ${text} NOT NULL CHECK (identity IN ('identified', 'anonymous')),
  source_id ${text} REFERENCES sources (id),
  aliases ${text} NOT NULL,
  description ${text},
  country ${text},
  roles ${text} NOT NULL,
  identifiers ${text} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
)${strict};

CREATE TABLE actors_history (
  id ${text} NOT NULL,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL,
  recorded_at ${text} NOT NULL,
  name ${text} NOT NULL,
  name_key ${text} NOT NULL,
  kind ${text} NOT NULL,
  identity ${text} NOT NULL,
  source_id ${text},
  aliases ${text} NOT NULL,
  description ${text},
  country ${text},
  roles ${text} NOT NULL,
  identifiers ${text} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (id, seq)
)${strict};

CREATE UNIQUE INDEX actors_seq ON actors (seq);
CREATE INDEX actors_history_seq ON actors_history (seq);
CREATE INDEX actors_name ON actors (name_key, id);
CREATE INDEX actors_history_name ON actors_history (name_key, id);
CREATE INDEX actors_kind ON actors (kind, id);
CREATE INDEX actors_history_kind ON actors_history (kind, id);
CREATE INDEX actors_source ON actors (source_id, id);
CREATE INDEX actors_history_source ON actors_history (source_id, id);

CREATE TABLE arguments (
  id ${text} NOT NULL PRIMARY KEY,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL CHECK (version > 0),
  recorded_at ${text} NOT NULL,
  question_id ${text} NOT NULL REFERENCES questions (id),
  category ${text} NOT NULL CHECK (category IN ('moral', 'operational', 'diplomatic', 'risk')),
  direction ${text} NOT NULL CHECK (direction IN ('pro', 'con')),
  claim ${text} NOT NULL,
  frame ${text} CHECK (frame IN ('economic', 'capacity_and_resources', 'morality', 'fairness_and_equality', 'legality', 'policy_prescription', 'crime_and_punishment', 'security_and_defense', 'health_and_safety', 'quality_of_life', 'cultural_identity', 'public_opinion', 'political', 'external_regulation_and_reputation', 'other')),
  citations ${text} NOT NULL,
  relations ${text} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
)${strict};

CREATE TABLE arguments_history (
  id ${text} NOT NULL,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL,
  recorded_at ${text} NOT NULL,
  question_id ${text} NOT NULL,
  category ${text} NOT NULL,
  direction ${text} NOT NULL,
  claim ${text} NOT NULL,
  frame ${text},
  citations ${text} NOT NULL,
  relations ${text} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (id, seq)
)${strict};

CREATE UNIQUE INDEX arguments_seq ON arguments (seq);
CREATE INDEX arguments_history_seq ON arguments_history (seq);
CREATE INDEX arguments_question ON arguments (question_id, id);
CREATE INDEX arguments_history_question ON arguments_history (question_id, id);

CREATE TABLE positions (
  id ${text} NOT NULL PRIMARY KEY,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL CHECK (version > 0),
  recorded_at ${text} NOT NULL,
  actor_id ${text} NOT NULL REFERENCES actors (id),
  question_id ${text} NOT NULL REFERENCES questions (id),
  source_id ${text} NOT NULL REFERENCES sources (id),
  stance ${text} NOT NULL CHECK (stance IN ('strongly_support', 'support', 'neutral', 'oppose', 'strongly_oppose', 'ambivalent', 'undecided', 'withheld', 'no_position')),
  modality ${text} NOT NULL CHECK (modality IN ('asserted', 'conditional', 'desired', 'predicted', 'inferred', 'hypothetical')),
  capacity ${text} NOT NULL CHECK (capacity IN ('official', 'party', 'personal', 'expert', 'unspecified')),
  attribution ${text} NOT NULL CHECK (attribution IN ('on_record', 'document', 'background', 'deep_background', 'narrator')),
  anonymity_reason ${text},
  reported_by ${text} NOT NULL,
  spoken_by ${text} REFERENCES actors (id),
  quotation ${text} CHECK (quotation IN ('direct', 'partial', 'indirect')),
  summary ${text},
  conditions ${text} NOT NULL,
  stated_on ${text} NOT NULL,
  stated_from ${int64} NOT NULL,
  stated_until ${int64} NOT NULL,
  citations ${text} NOT NULL,
  argument_ids ${text} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807)
)${strict};

CREATE TABLE positions_history (
  id ${text} NOT NULL,
  seq ${int64} NOT NULL,
  version ${int64} NOT NULL,
  recorded_at ${text} NOT NULL,
  actor_id ${text} NOT NULL,
  question_id ${text} NOT NULL,
  source_id ${text} NOT NULL,
  stance ${text} NOT NULL,
  modality ${text} NOT NULL,
  capacity ${text} NOT NULL,
  attribution ${text} NOT NULL,
  anonymity_reason ${text},
  reported_by ${text} NOT NULL,
  spoken_by ${text},
  quotation ${text},
  summary ${text},
  conditions ${text} NOT NULL,
  stated_on ${text} NOT NULL,
  stated_from ${int64} NOT NULL,
  stated_until ${int64} NOT NULL,
  citations ${text} NOT NULL,
  argument_ids ${text} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (id, seq)
)${strict};

CREATE UNIQUE INDEX positions_seq ON positions (seq);
CREATE INDEX positions_history_seq ON positions_history (seq);
-- With the feed positions, so that a page of the past passes over what it does not show without looking at the rows.
CREATE INDEX positions_stated ON positions (stated_from, id, seq);
CREATE INDEX positions_history_stated ON positions_history (stated_from, id, seq, until_seq);
CREATE INDEX positions_actor ON positions (actor_id, id);
CREATE INDEX positions_history_actor ON positions_history (actor_id, id);
CREATE INDEX positions_question ON positions (question_id, id);
CREATE INDEX positions_history_question ON positions_history (question_id, id);
-- A page of one actor's or one question's positions in the order of their dates, and the statements that make a stance side by side.
CREATE INDEX positions_actor_stated ON positions (actor_id, stated_from, id);
CREATE INDEX positions_history_actor_stated ON positions_history (actor_id, stated_from, id);
CREATE INDEX positions_question_stated ON positions (question_id, stated_from, id);
CREATE INDEX positions_history_question_stated ON positions_history (question_id, stated_from, id);
CREATE INDEX positions_question_actor ON positions (question_id, actor_id, id);
CREATE INDEX positions_history_question_actor ON positions_history (question_id, actor_id, id);
CREATE INDEX positions_source ON positions (source_id, id);
CREATE INDEX positions_history_source ON positions_history (source_id, id);
CREATE INDEX positions_speaker ON positions (spoken_by, id);
CREATE INDEX positions_history_speaker ON positions_history (spoken_by, id);

CREATE TABLE actor_roles (
  owner ${text} NOT NULL REFERENCES actors (id),
  target ${text} NOT NULL REFERENCES actors (id),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE actor_roles_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX actor_roles_target ON actor_roles (target, owner);
CREATE INDEX actor_roles_history_target ON actor_roles_history (target, owner);

CREATE TABLE argument_citations (
  owner ${text} NOT NULL REFERENCES arguments (id),
  target ${text} NOT NULL REFERENCES sources (id),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE argument_citations_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX argument_citations_target ON argument_citations (target, owner);
CREATE INDEX argument_citations_history_target ON argument_citations_history (target, owner);

CREATE TABLE argument_relations (
  owner ${text} NOT NULL REFERENCES arguments (id),
  target ${text} NOT NULL REFERENCES arguments (id),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE argument_relations_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX argument_relations_target ON argument_relations (target, owner);
CREATE INDEX argument_relations_history_target ON argument_relations_history (target, owner);

CREATE TABLE argument_relation_types (
  owner ${text} NOT NULL REFERENCES arguments (id),
  target ${text} NOT NULL CHECK (target IN ('supports', 'attacks', 'undercuts', 'qualifies')),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE argument_relation_types_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX argument_relation_types_target ON argument_relation_types (target, owner);
CREATE INDEX argument_relation_types_history_target ON argument_relation_types_history (target, owner);

CREATE TABLE position_arguments (
  owner ${text} NOT NULL REFERENCES positions (id),
  target ${text} NOT NULL REFERENCES arguments (id),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE position_arguments_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX position_arguments_target ON position_arguments (target, owner);
CREATE INDEX position_arguments_history_target ON position_arguments_history (target, owner);

CREATE TABLE position_reporters (
  owner ${text} NOT NULL REFERENCES positions (id),
  target ${text} NOT NULL REFERENCES actors (id),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE position_reporters_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX position_reporters_target ON position_reporters (target, owner);
CREATE INDEX position_reporters_history_target ON position_reporters_history (target, owner);

CREATE TABLE position_conditions (
  owner ${text} NOT NULL REFERENCES positions (id),
  target ${text} NOT NULL CHECK (target IN ('requirement:open', 'requirement:met', 'requirement:failed', 'requirement:unknown', 'preference:open', 'preference:met', 'preference:failed', 'preference:unknown')),
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL DEFAULT 9223372036854775807 CHECK (until_seq = 9223372036854775807),
  PRIMARY KEY (owner, target)
)${strict};

CREATE TABLE position_conditions_history (
  owner ${text} NOT NULL,
  target ${text} NOT NULL,
  seq ${int64} NOT NULL,
  until_seq ${int64} NOT NULL,
  PRIMARY KEY (owner, target, seq)
)${strict};

CREATE INDEX position_conditions_target ON position_conditions (target, owner);
CREATE INDEX position_conditions_history_target ON position_conditions_history (target, owner);

-- The change feed: one entry for each version, in commit order and without gaps. A retirement is a version without a row.
-- at is in microseconds since 1970 and never goes back.
CREATE TABLE changes (
  seq ${int64} NOT NULL PRIMARY KEY,
  type ${text} NOT NULL CHECK (type IN ('question', 'actor', 'source', 'position', 'argument')),
  id ${text} NOT NULL,
  op ${text} NOT NULL CHECK (op IN ('create', 'update', 'retire', 'restore')),
  version ${int64} NOT NULL CHECK (version > 0),
  at ${int64} NOT NULL,
  written_by ${text} NOT NULL
)${strict};

CREATE INDEX changes_at ON changes (at, seq);
CREATE INDEX changes_type ON changes (type, seq);
CREATE UNIQUE INDEX changes_record ON changes (type, id, version);

-- Answers of POST requests that carried an idempotency key, kept with their effect; at is in microseconds since 1970.
CREATE TABLE idempotency_keys (
  written_by ${text} NOT NULL,
  idempotency_key ${text} NOT NULL,
  at ${int64} NOT NULL,
  fingerprint ${text} NOT NULL,
  status ${int64} NOT NULL,
  location ${text},
  etag ${text},
  body ${text} NOT NULL,
  PRIMARY KEY (written_by, idempotency_key)
)${strict};

CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- API keys, as hashes only. scopes is a list of words separated by spaces; the instants are texts that sort as they pass.
CREATE TABLE api_keys (
  id ${text} NOT NULL PRIMARY KEY,
  name ${text} NOT NULL,
  sha256 ${text} NOT NULL UNIQUE,
  scopes ${text} NOT NULL,
  created_at ${text} NOT NULL,
  expires_at ${text},
  last_used_at ${text},
  revoked_at ${text}
)${strict};
