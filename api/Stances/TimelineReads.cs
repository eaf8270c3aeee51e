using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Pictures;
using StanceApi.Positions;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>Answers the timelines of a question or of an actor, along either time.</summary>
internal sealed class TimelineReads(StatementStore store, NounCatalog catalog, Readers readers, TimeProvider clock)
{
    public static readonly Format[] Formats = [Format.Json, Svg.Format];

    public Task<IResult> OfQuestionAsync(HttpContext http, Format format) => GetAsync(http, format, catalog["questions"], "question_id", (string)http.GetRouteValue("id")!);

    public Task<IResult> OfActorAsync(HttpContext http, Format format) => GetAsync(http, format, catalog["actors"], "actor_id", (string)http.GetRouteValue("id")!);

    private async Task<IResult> GetAsync(HttpContext http, Format format, INoun noun, string reference, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var parameters = Read(http.Request, reference, id, errors);
        if (format == Svg.Format && (http.Request.Query.ContainsKey("limit") || parameters.Cursor is not null))
            errors.Add(new ProblemError(ErrorPlace.Query, parameters.Cursor is null ? "/limit" : "/cursor", Codes.MeaninglessCombination, "A picture has no pages: it shows the whole timeline."));
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        var (snapshot, problem) = await Snapshot.ResolveAsync(session, clock, parameters.Selection.KnownAt, parameters.Cursor);
        problem ??= await noun.MissingAsync(session, id, snapshot!.Past);
        if (problem is not null) return new ProblemResult(problem);
        if (Conditional.NotModified(http, ETags.Weak(http.Request, snapshot!.Seq)) is { } unchanged) return unchanged;
        var items = parameters.Axis == TimelineAxis.Stated ? await StatedAsync(session, parameters.Selection, snapshot) : await RecordedAsync(session, parameters.Selection, snapshot);
        return format == Svg.Format
            ? await DrawAsync(session, parameters.Selection, snapshot, noun, id, items)
            : TypedResults.Json(Page(http, parameters, snapshot, items, id), Json.Options);
    }

    /// <summary>The lanes of a question are its actors, those of an actor its questions.</summary>
    private async Task<IResult> DrawAsync(Session session, SelectionParameters selection, Snapshot snapshot, INoun noun, string id, IReadOnlyList<TimelineItem> items)
    {
        var count = TimelinePicture.Lanes(items).Length;
        if (count > TimelinePicture.MostLanes)
            return new ProblemResult(new Problem(StatusCodes.Status400BadRequest, Codes.TooLarge, $"The picture would have {count} lanes, more than the {TimelinePicture.MostLanes} that can be read. Choose fewer with the filters."));
        var isQuestion = noun.Plural == "questions";
        var own = (await noun.LoadAsync(session, [id], snapshot.Past))[id];
        var others = await catalog[isQuestion ? "actors" : "questions"].LoadAsync(session, items.Select(item => isQuestion ? item.ActorId : item.QuestionId).Distinct(StringComparer.Ordinal), snapshot.Past);
        var note = Svg.Note(selection.AsOf?.Text, Cursor.Position(snapshot.Seq));
        return Svg.Answer(TimelinePicture.Draw(NameOf(own), note, items, item => $"{Lane(others, isQuestion ? item.ActorId : item.QuestionId)} ({Words<Capacity>.Of(item.Capacity)})"));
    }

    /// <summary>On the recorded axis there are changes of actors and questions that were retired since.</summary>
    private static string Lane(IReadOnlyDictionary<string, JsonObject> records, string id) => records.TryGetValue(id, out var record) ? NameOf(record) : id;

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
            query.Number("limit", 1, ListParameters.LargestLimit, ListParameters.DefaultLimit),
            Cursor.Read(query, binding, isNumber: true),
            binding);
        query.RefuseOthers();
        return parameters;
    }

    /// <summary>The changes of every stance, in the order of time, then of questions, actors and capacities.</summary>
    private async Task<IReadOnlyList<TimelineItem>> StatedAsync(Session session, SelectionParameters selection, Snapshot snapshot)
    {
        var changes = new List<(StanceKey Key, Transition Change)>();
        await foreach (var group in StatementGroups.ReadAsync(store.ReadAsync(session, selection, snapshot.Past)))
            changes.AddRange((StanceRule.Decide(group.Statements, selection.AsOf?.Last)?.Course ?? []).Select(change => (group.Key, change)));
        return [.. changes.OrderBy(each => each.Change.At).ThenBy(each => each.Key).Select(each => TimelineItem.Of(each.Key, each.Change))];
    }

    private async Task<IReadOnlyList<TimelineItem>> RecordedAsync(Session session, SelectionParameters selection, Snapshot snapshot)
    {
        var versions = await store.ReadVersionsAsync(session, selection, snapshot.Seq);
        // Without a bound in the world's time nothing depends on when a source was published.
        var sources = selection.AsOf is null ? [] : await StatementStore.ReadSourcesAsync(session, versions.Select(version => version.SourceId).Distinct(StringComparer.Ordinal), snapshot.Seq);
        return [.. RecordedCourse.Follow(versions, sources, selection.AsOf?.Last).Select(TimelineItem.Of)];
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
        };
    }

    private sealed record Parameters(SelectionParameters Selection, TimelineAxis Axis, int Limit, Cursor? Cursor, string Binding);
}
