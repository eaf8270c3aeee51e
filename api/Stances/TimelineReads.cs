using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Pictures;
using StanceApi.Storage;

namespace StanceApi.Stances;

/// <summary>Answers the timelines of a question or of an actor, along either time.</summary>
internal sealed class TimelineReads(StatementStore store, NounCatalog catalog, SnapshotReads reads)
{
    public static readonly Format[] Formats = [Format.Json, Svg.Format];

    private static readonly string[] Paging = ["limit", "cursor", "count"];

    public Task<IResult> OfQuestionAsync(HttpContext http, Format format) => GetAsync(http, format, catalog["questions"], "question_id", (string)http.GetRouteValue("id")!);

    public Task<IResult> OfActorAsync(HttpContext http, Format format) => GetAsync(http, format, catalog["actors"], "actor_id", (string)http.GetRouteValue("id")!);

    private Task<IResult> GetAsync(HttpContext http, Format format, INoun noun, string reference, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var parameters = Read(http.Request, reference, id, errors);
        foreach (var paging in Paging.Where(name => format == Svg.Format && http.Request.Query.Keys.Contains(name)))
            errors.Add(new ProblemError(ErrorPlace.Query, $"/{paging}", Codes.MeaninglessCombination, "A picture has no pages: it shows the whole timeline."));
        return reads.AnswerAsync(http, errors, parameters.Selection.KnownAt, parameters.Cursor, (session, snapshot) => AnswerAsync(http, format, session, noun, id, parameters, snapshot));
    }

    private async Task<IResult> AnswerAsync(HttpContext http, Format format, ReadSession session, INoun noun, string id, Parameters parameters, Snapshot snapshot)
    {
        if (await noun.MissingAsync(session, id, snapshot.Past) is { } problem) return new ProblemResult(problem);
        if (Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) is { } unchanged) return unchanged;
        var course = parameters.Axis == TimelineAxis.Stated ? await StatedAsync(session, parameters.Selection, snapshot) : await RecordedAsync(session, parameters.Selection, snapshot);
        if (format != Svg.Format) return new ComputedResult(cancellation => TypedResults.Json(Page(http, parameters, snapshot, course.Follow(cancellation), id), Json.Options));
        var isQuestion = noun.Plural == "questions";
        var own = (await noun.LoadAsync(session, [id], snapshot.Past))[id];
        var ids = course.Keys.Select(key => isQuestion ? key.ActorId : key.QuestionId).Distinct(StringComparer.Ordinal);
        var others = await catalog[isQuestion ? "actors" : "questions"].LoadAsync(session, ids, snapshot.Past);
        var note = SvgNote.Of(parameters.Selection.Told(isQuestion ? "question_id" : "actor_id"), parameters.Selection.AsOf?.Text, Cursor.Position(snapshot.Seq));
        (string, string) LaneOf(TimelineItem item) => Lane(others, isQuestion ? item.ActorId : item.QuestionId);
        return new ComputedResult(cancellation => Draw(NameOf(own), note, course.Follow(cancellation), parameters, LaneOf));
    }

    /// <summary>The lanes of a question are its actors, those of an actor its questions.</summary>
    private static IResult Draw(string title, SvgNote note, IReadOnlyList<TimelineItem> items, Parameters parameters, Func<TimelineItem, (string Id, string Name)> lane)
    {
        var count = TimelinePicture.Lanes(items).Length;
        return count > TimelinePicture.MostLanes
            ? new ProblemResult(Problem.At(StatusCodes.Status400BadRequest, Codes.TooLarge, $"The picture would have {count} lanes, more than the {TimelinePicture.MostLanes} that can be read. Choose fewer with the filters.", ErrorPlace.Query, $"/{Format.Parameter}"))
            : Svg.Answer(TimelinePicture.Draw(title, note, items, parameters.Axis, lane, parameters.Selection.AsOf?.Last));
    }

    /// <summary>On the recorded axis there are changes of actors and questions that were retired since.</summary>
    private static (string Id, string Name) Lane(IReadOnlyDictionary<string, JsonObject> records, string id) => (id, records.TryGetValue(id, out var record) ? NameOf(record) : id);

    private static string NameOf(JsonObject record) => (string?)record["name"] ?? (string?)record["title"] ?? (string)record["text"]!;

    private Parameters Read(HttpRequest request, string reference, string id, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var own = store.Filters.Single(filter => filter.Name == reference);
        var selection = SelectionParameters.Read(query, [.. store.Filters.Where(filter => filter != own)], store.Ranges, hasAsOf: true);
        selection = selection with { Filters = [.. selection.Filters, (own, [id])] };
        var axis = query.Word("axis", TimelineAxis.Stated);
        var binding = JsonSerializer.Serialize(selection.Describe().Prepend($"timeline {axis}"));
        var parameters = new Parameters(
            selection,
            axis,
            query.PageLimit(ListParameters.DefaultLimit),
            query.Flag("count"),
            Cursor.Read(query, binding, isNumber: true),
            binding);
        query.RefuseOthers();
        return parameters;
    }

    /// <summary>The changes of every stance, in the order of time, then of questions, actors and capacities.</summary>
    private async Task<Course> StatedAsync(Session session, SelectionParameters selection, Snapshot snapshot)
    {
        var groups = await StatementGroups.ReadAsync(store.ReadAsync(session, selection, snapshot.Past)).ToListAsync();
        return new Course(groups.Select(group => group.Key), cancellation =>
        [
            .. groups.SelectMany(group => Changes(group, selection, cancellation)).OrderBy(each => each.Change.At).ThenBy(each => each.Key).Select(each => TimelineItem.Of(each.Key, each.Change)),
        ]);
    }

    /// <summary>The changes of every stance along the world's time, by question, actor and capacity, each stance's in order.</summary>
    public async IAsyncEnumerable<TimelineItem> StreamAsync(Session session, SelectionParameters selection, long? seq)
    {
        await foreach (var group in StatementGroups.ReadAsync(store.ReadAsync(session, selection, seq)))
        {
            foreach (var (key, change) in Changes(group, selection, CancellationToken.None)) yield return TimelineItem.Of(key, change);
        }
    }

    private static IEnumerable<(StanceKey Key, Transition Change)> Changes(StatementGroup group, SelectionParameters selection, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return StanceRule.Decide(group.Statements, selection.AsOf?.Last)?.Course.Select(change => (group.Key, change)) ?? [];
    }

    private async Task<Course> RecordedAsync(Session session, SelectionParameters selection, Snapshot snapshot)
    {
        var versions = await store.ReadVersionsAsync(session, selection, snapshot.Seq);
        // Without a bound in the world's time nothing depends on when a source was published.
        var sources = selection.AsOf is null ? [] : await StatementStore.ReadSourcesAsync(session, versions.Select(version => version.SourceId).Distinct(StringComparer.Ordinal), snapshot.Seq);
        return new Course(versions.Select(version => version.Key), cancellation => [.. RecordedCourse.Follow(versions, sources, selection.AsOf?.Last, cancellation).Select(TimelineItem.Of)]);
    }

    /// <summary>The state that a cursor carries always gives the same items, so that their number is a place among them.</summary>
    private static TimelinePage Page(HttpContext http, Parameters parameters, Snapshot snapshot, IReadOnlyList<TimelineItem> items, string id)
    {
        var shown = parameters.Cursor is { } cursor ? int.CreateSaturating(long.Parse(cursor.After.Key, CultureInfo.InvariantCulture)) : 0;
        var end = Math.Min(shown + (long)parameters.Limit, items.Count);
        return new TimelinePage
        {
            Items = [.. items.Skip(shown).Take(parameters.Limit)],
            Next = end < items.Count ? new Cursor(snapshot.Seq, new After(end.ToString(CultureInfo.InvariantCulture), id)).Link(http, parameters.Binding) : null,
            KnownAt = snapshot.Echo(parameters.Selection.KnownAt),
            AsOf = parameters.Selection.AsOf?.Text,
            Snapshot = Cursor.Position(snapshot.Seq),
            Filters = StatementFilters.Of(parameters.Selection),
            Axis = parameters.Axis,
            Total = parameters.Count ? items.Count : null,
        };
    }

    /// <summary>What was read for a timeline: the stances that there may be changes of, and what follows them.</summary>
    private sealed record Course(IEnumerable<StanceKey> Keys, Func<CancellationToken, IReadOnlyList<TimelineItem>> Follow);

    private sealed record Parameters(SelectionParameters Selection, TimelineAxis Axis, int Limit, bool Count, Cursor? Cursor, string Binding);
}
