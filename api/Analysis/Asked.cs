using StanceApi.Nouns;
using StanceApi.Pictures;

namespace StanceApi.Analysis;

/// <summary>What a derived answer was computed from: the filters and times of the request, and the state of the record.</summary>
internal sealed record Asked(SelectionParameters Selection, Snapshot Snapshot)
{
    /// <summary>The last microsecond by which things count as said, null without a bound.</summary>
    public long? Until => Selection.AsOf?.Last;

    /// <summary>What a picture says it was made from, but for a filter that the path sets.</summary>
    public SvgNote Note(string? set = null) => SvgNote.Of(Selection.Told(set), Selection.AsOf?.Text, Cursor.Position(Snapshot.Seq));

    /// <summary>The feed position to read at, null where the current rows show it.</summary>
    public long? Past => Snapshot.Past;
}
