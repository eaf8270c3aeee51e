-- Full text, the one migration that each engine has of its own: see V4__search.sql of the other one.
--
-- An entry is what is searched as a whole: a record (part 0), or a passage of a source's text (parts from 1). names and words hold
-- the folded words of its texts in order, separated by spaces; a word that begins with the sign ¤ separates texts or tells the noun. The
-- number of an entry grows with the feed position it was made at, so that the newest are found first.

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

-- What the index has of an entry: its words, and each word together with the next one (¤un¤mandate), so that a phrase is found by its pairs
-- instead of in every text that has its words. Of one value comes the beginning of its pair,
-- and the next one goes on with it.
CREATE VIEW search_terms (entry, words, pairs) AS
SELECT
  entry,
  names || ' ' || words,
  (SELECT GROUP_CONCAT(value || ' ¤' || value || '¤', '') FROM json_each('["' || REPLACE(names || ' ' || words, ' ', '","') || '"]'))
FROM search_entries;

CREATE VIRTUAL TABLE search_index USING fts5 (
  words, pairs, content = 'search_terms', content_rowid = 'entry', tokenize = 'ascii', prefix = '2 3', detail = 'none');

CREATE TRIGGER search_entries_inserted AFTER INSERT ON search_entries BEGIN
  INSERT INTO search_index (rowid, words, pairs) SELECT entry, words, pairs FROM search_terms WHERE entry = new.entry;
END;

CREATE TRIGGER search_entries_deleted BEFORE DELETE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, words, pairs) SELECT 'delete', entry, words, pairs FROM search_terms WHERE entry = old.entry;
END;

CREATE TRIGGER search_entries_updating BEFORE UPDATE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, words, pairs) SELECT 'delete', entry, words, pairs FROM search_terms WHERE entry = old.entry;
END;

CREATE TRIGGER search_entries_updated AFTER UPDATE ON search_entries BEGIN
  INSERT INTO search_index (rowid, words, pairs) SELECT entry, words, pairs FROM search_terms WHERE entry = new.entry;
END;
