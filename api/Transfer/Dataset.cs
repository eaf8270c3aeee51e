using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>A list that can be exported.</summary>
/// <param name="Name">Its name, the last part of its path; null for the mixed file of everything.</param>
/// <param name="Record">The type of its records.</param>
/// <param name="Example">A line of it, for the documentation.</param>
/// <param name="Parameters">Its own parameters, for the documentation.</param>
/// <param name="Read">Reads what is asked for from the query string.</param>
internal sealed record Dataset(string? Name, Type Record, Func<JsonObject> Example, IReadOnlyList<ParameterMetadata> Parameters, Func<QueryParameters, Selected> Read)
{
    public const string Root = "/v1/export";

    public string Path => Name is null ? Root : $"{Root}/{Name}";

    /// <summary>The formats that it has, the default one first. Records of several types have no columns in common.</summary>
    public IReadOnlyList<Format> Formats => Name is null ? [ExportNdjson.Format] : [ExportNdjson.Format, ExportCsv.Format, ExportParquet.Format];
}

/// <summary>What is asked for of a dataset.</summary>
/// <param name="KnownAt">The time of the record that is asked about, null for now.</param>
/// <param name="Records">The records at a feed position (null: now), in an order that is always the same, each as what writes it as JSON before the next is read.</param>
internal sealed record Selected(KnownAt? KnownAt, Func<Session, long?, IAsyncEnumerable<Action<Utf8JsonWriter>>> Records)
{
    /// <summary>How many texts are left out since the caller may not read them; null where there is none to leave out.</summary>
    public Func<Session, long?, Task<long>>? RestrictedTexts { get; init; }
}
