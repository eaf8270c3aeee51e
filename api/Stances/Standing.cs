using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>How close a statement is to its holder's own word on the record; the smaller, the closer.</summary>
internal enum Standing
{
    /// <summary>The holder's own word, on the record or in a document.</summary>
    OwnWord,

    /// <summary>The holder's own word, unnamed.</summary>
    OwnWordUnnamed,

    /// <summary>Reported by a named other.</summary>
    Reported,

    /// <summary>Reported by an unnamed other.</summary>
    ReportedUnnamed,

    /// <summary>Concluded, imagined, or told in the source's own voice.</summary>
    Conjecture,
}

/// <summary>What decides the standing of a statement.</summary>
internal static class Standings
{
    /// <summary>The attribution is that of whoever speaks: the holder, or the first of those who report.</summary>
    public static Standing Of(Statement statement) => statement switch
    {
        { Modality: Modality.Inferred or Modality.Hypothetical } or { Attribution: Attribution.Narrator } => Standing.Conjecture,
        { Attribution: Attribution.OnRecord or Attribution.Document } => statement.IsReported ? Standing.Reported : Standing.OwnWord,
        _ => statement.IsReported ? Standing.ReportedUnnamed : Standing.OwnWordUnnamed,
    };
}
