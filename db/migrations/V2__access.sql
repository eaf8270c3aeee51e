-- What each process has counted of each caller's requests in its last seconds, for the others: one row a process, lost without harm.
-- at is in microseconds since 1970; tick counts the rows that the process has written; counts is a list of JSON objects, the newest last.
CREATE TABLE rate_counts (
  process ${text} NOT NULL PRIMARY KEY,
  at ${int64} NOT NULL,
  tick ${int64} NOT NULL,
  counts ${text} NOT NULL
)${strict};
