-- Imports that take long, and the lines of them that were refused. Both are kept for 72 hours. Counters are 64-bit, instants in
-- microseconds since 1970; heartbeat_at tells that the process that runs a job is alive. kept tells, as JSON, up to which line the
-- lines of each kind were kept.

CREATE TABLE jobs (
  id ${text} NOT NULL PRIMARY KEY,
  state ${text} NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  type ${text},
  format ${text} NOT NULL CHECK (format IN ('ndjson', 'csv')),
  mode ${text} NOT NULL CHECK (mode IN ('upsert', 'insert')),
  on_error ${text} NOT NULL CHECK (on_error IN ('abort', 'continue')),
  validate_only ${text} NOT NULL CHECK (validate_only IN ('true', 'false')),
  written_by ${text} NOT NULL,
  created_at ${int64} NOT NULL,
  started_at ${int64},
  finished_at ${int64},
  heartbeat_at ${int64} NOT NULL,
  cancelled_at ${int64},
  lines ${int64} NOT NULL,
  validated ${int64} NOT NULL,
  created ${int64} NOT NULL,
  updated ${int64} NOT NULL,
  restored ${int64} NOT NULL,
  unchanged ${int64} NOT NULL,
  failed ${int64} NOT NULL,
  kept ${text} NOT NULL,
  snapshot ${int64},
  error_code ${text},
  error_detail ${text},
  header ${text}
)${strict};

CREATE INDEX jobs_created ON jobs (created_at);

-- A refused line: what is wrong with it, as JSON, and the line as it was sent.
CREATE TABLE job_lines (
  job_id ${text} NOT NULL REFERENCES jobs (id),
  line ${int64} NOT NULL,
  type ${text},
  id ${text},
  errors ${text} NOT NULL,
  raw ${text} NOT NULL,
  PRIMARY KEY (job_id, line)
)${strict};
