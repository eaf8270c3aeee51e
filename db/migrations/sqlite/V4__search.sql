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

CREATE VIRTUAL TABLE search_index USING fts5 (names, words, content = 'search_entries', content_rowid = 'entry', tokenize = 'ascii', prefix = '2 3');

CREATE TRIGGER search_entries_inserted AFTER INSERT ON search_entries BEGIN
  INSERT INTO search_index (rowid, names, words) VALUES (new.entry, new.names, new.words);
END;

CREATE TRIGGER search_entries_deleted AFTER DELETE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, names, words) VALUES ('delete', old.entry, old.names, old.words);
END;

CREATE TRIGGER search_entries_updated AFTER UPDATE ON search_entries BEGIN
  INSERT INTO search_index (search_index, rowid, names, words) VALUES ('delete', old.entry, old.names, old.words);
  INSERT INTO search_index (rowid, names, words) VALUES (new.entry, new.names, new.words);
END;
