using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>What an input of a noun has in common with the others.</summary>
internal interface INounInput
{
    /// <summary>The client's own id, null where the service shall make one.</summary>
    string? Id { get; }
}

/// <summary>A flag in the query of a noun's writes, with its documentation.</summary>
internal sealed record WriteOption(string Name, string Description);

/// <summary>A noun of the API as data, for everything that treats the nouns alike without knowing their types.</summary>
internal interface INoun
{
    /// <summary>The singular, as in the change feed: <c>actor</c>.</summary>
    string Singular { get; }

    /// <summary>The plural, as in paths and the database: <c>actors</c>.</summary>
    string Plural { get; }

    /// <summary>What the noun is, in a sentence.</summary>
    string Description { get; }

    Type InputType { get; }

    Type RecordType { get; }

    Table Table { get; }

    /// <summary>Columns that hold one id of another noun, with that noun's plural.</summary>
    IReadOnlyList<(string Column, string Target)> ReferenceColumns { get; }

    IReadOnlyList<Link> Links { get; }

    /// <summary>Whether its records can refer to one another.</summary>
    bool RefersToItself { get; }

    /// <summary>The flags that POST, PUT and PATCH take beside <c>validate_only</c>.</summary>
    IReadOnlyList<WriteOption> WriteOptions { get; }

    IReadOnlyList<Filter> Filters { get; }

    IReadOnlyList<DateRange> Ranges { get; }

    IReadOnlyList<Sort> Sorts { get; }

    /// <summary>What <c>as_of</c> means for its lists; null where they refuse it.</summary>
    SaidBy? SaidBy { get; }

    IReadOnlyList<Expansion> Expansions { get; }

    /// <summary>The members of a record, in order.</summary>
    IReadOnlyList<string> Members { get; }

    /// <summary>The records of <paramref name="ids"/> at the feed position <paramref name="seq"/> (null: now), by id; one statement.</summary>
    Task<IReadOnlyDictionary<string, JsonObject>> LoadAsync(Session session, IEnumerable<string> ids, long? seq);

    /// <summary>
    /// The records of a selection of its own table, by id, each as what writes it as JSON before the next one is read; one statement,
    /// read row by row.
    /// </summary>
    IAsyncEnumerable<Action<Utf8JsonWriter>> StreamAsync(Session session, Selection selection);

    /// <summary>404 or 410 where there is no record of the id at the feed position <paramref name="seq"/> (null: now).</summary>
    Task<Problem?> MissingAsync(Session session, string id, long? seq);

    /// <summary>The records of the versions recorded at these feed positions, by position; one statement.</summary>
    Task<IReadOnlyDictionary<long, JsonObject>> LoadVersionsAsync(Session session, IEnumerable<long> seqs);

    /// <summary>What is stored of the versions recorded at these feed positions, readable or not: more than one of a position where there are; one statement.</summary>
    Task<IReadOnlyList<StoredVersion>> LoadStoredAsync(Session session, IEnumerable<long> seqs);

    /// <summary>What is stored of the current records of <paramref name="ids"/>, readable or not; one statement.</summary>
    Task<IReadOnlyList<StoredVersion>> LoadStoredAsync(Session session, IEnumerable<string> ids);

    /// <summary>The current records of <paramref name="ids"/> with what is searched of them, by id; one statement.</summary>
    Task<IReadOnlyDictionary<string, (IReadOnlyList<SearchText> Texts, JsonObject Record)>> LoadTextsAsync(Session session, IEnumerable<string> ids);

    /// <summary>
    /// The entries that the search should have of the current records of <paramref name="ids"/>, with the version of each, in any order; those of one
    /// record in order, null where it cannot be read.
    /// </summary>
    IAsyncEnumerable<(string Id, long Version, IReadOnlyList<SearchEntry>? Entries)> EntriesAsync(Session session, IReadOnlyList<string> ids);

    /// <summary>The targets that a record gives each of its link tables, each once.</summary>
    IReadOnlyList<(Link Link, IReadOnlyList<string> Targets)> LinksOf(JsonObject record);

    /// <summary>Creates or replaces the record that a body describes, as a client's PUT of its id would.</summary>
    Task<Problem?> PutAsync(WriteSession session, NounCatalog catalog, ReadOnlyMemory<byte> body);

    /// <summary>Reads and validates a body by the rules that need nothing else: its id, null where it has none, or a problem.</summary>
    (string? Id, Problem? Problem) Check(ReadOnlyMemory<byte> body);

    /// <summary>Makes ready to write records whose bodies were checked, each once, as a client's POST or PUT of each id would.</summary>
    IRecordBatch Batch(NounCatalog catalog, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> records, ChangeVerb verb, IReadOnlySet<string> options);

    /// <summary>What the API answers for a body that was just created, as an example.</summary>
    JsonObject Example(ReadOnlyMemory<byte> body);
}
