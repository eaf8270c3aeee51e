-- Full text, the one migration that each engine has of its own: see V4__search.sql of the other one, which says what the columns hold.

-- A tsvector holds 1 MB of words, and array_to_tsvector does not look whether they fit. Words of 500,000 bytes fit, and their pairs too. Of a text with more
-- the tsvectors have its first word, which tells the noun, and one that says to look in the text itself.
CREATE FUNCTION search_is_large(names TEXT, words TEXT) RETURNS BOOLEAN
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT octet_length(names) + octet_length(words) > 500000
$$;

-- Functions that call others name their schema: a dump is restored, and the server's own ANALYZE runs, without any search path.

-- The words of texts as they are: no dictionary, no parser, so that both engines find the same; and without their places, of which a tsvector keeps few.
CREATE FUNCTION search_words(names TEXT, words TEXT) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT array_to_tsvector(CASE
    WHEN public.search_is_large(names, words) THEN ARRAY[split_part(words, ' ', 1), '¤large']
    ELSE array_remove(string_to_array(names || ' ' || words, ' '), '')
  END)
$$;

-- Each word together with the next one, so that a phrase is found by its pairs instead of in every text that has its words.
CREATE FUNCTION search_pairs(names TEXT, words TEXT) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN public.search_is_large(names, words) THEN array_to_tsvector(ARRAY['¤large'])
    ELSE (
      SELECT COALESCE(array_to_tsvector(array_agg(word || ' ' || next)), ''::tsvector)
      FROM (
        SELECT word, next
        FROM unnest(string_to_array(names, ' '), (string_to_array(names, ' '))[2:]) AS each (word, next)
        UNION ALL
        SELECT word, next
        FROM unnest(string_to_array(words, ' '), (string_to_array(words, ' '))[2:]) AS each (word, next)) AS pairs
      WHERE next <> '')
  END
$$;

CREATE TABLE search_entries (
  entry BIGINT NOT NULL PRIMARY KEY,
  type TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  part BIGINT NOT NULL,
  names TEXT COLLATE "C" NOT NULL,
  words TEXT COLLATE "C" NOT NULL,
  name_count BIGINT NOT NULL,
  word_count BIGINT NOT NULL,
  passage TEXT COLLATE "C",
  passage_start BIGINT,
  document tsvector GENERATED ALWAYS AS (search_words(names, words)) STORED,
  UNIQUE (type, id, part)
);

-- A standby shows texts when it has come as far as the last of these.
CREATE INDEX sources_restricted ON sources (seq) WHERE text_access = 'restricted';

CREATE INDEX sources_history_restricted ON sources_history (seq) WHERE text_access = 'restricted';

CREATE INDEX search_index ON search_entries USING gin (document);

CREATE INDEX search_pairs_index ON search_entries USING gin (search_pairs(names, words));
