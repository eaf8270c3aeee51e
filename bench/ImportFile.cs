using System.Globalization;

namespace StanceApi.Bench;

/// <summary>A file of positions to import, and the records that they refer to.</summary>
internal static class ImportFile
{
    private const int Actors = 20_000;
    private const int Questions = 1_000;
    private const int Sources = 1_000;

    private static readonly string[] Stances = ["support", "oppose", "strongly_support", "withheld", "neutral"];

    /// <summary>The lines of what the positions refer to, as a mixed file.</summary>
    public static IEnumerable<string> Others() =>
    [
        .. Enumerable.Range(0, Sources).Select(n => $$$"""{"type":"source","data":{"id":"source-{{{n}}}","title":"Source {{{n}}}","kind":"news_article","published_on":"2025-06-01"}}"""),
        .. Enumerable.Range(0, Questions).Select(n => $$$"""{"type":"question","data":{"id":"question-{{{n}}}","text":"Question {{{n}}}?"}}"""),
        .. Enumerable.Range(0, Actors).Select(n => $$$"""{"type":"actor","data":{"id":"actor-{{{n}}}","name":"Actor {{{n}}}","kind":"person"}}"""),
        .. Enumerable.Range(0, Questions).Select(n => $$$"""{"type":"argument","data":{"id":"argument-{{{n}}}","question_id":"question-{{{n}}}","category":"moral","direction":"pro","claim":"Because {{{n}}}."}}"""),
    ];

    /// <summary>Writes so many positions as NDJSON.</summary>
    public static async Task WriteAsync(string file, int positions)
    {
        await using var writer = new StreamWriter(file);
        for (var n = 0; n < positions; n++)
        {
            var question = n % Questions;
            var date = DateOnly.FromDayNumber(738_000 + (n % 800)).ToString("O", CultureInfo.InvariantCulture);
            await writer.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""
                {"id":"position-{{{n:D7}}}","actor_id":"actor-{{{(n * 7_919L) % Actors}}}","question_id":"question-{{{question}}}","stance":"{{{Stances[n % 5]}}}","modality":"asserted","capacity":"official","attribution":"on_record","summary":"What was said in statement {{{n}}}, in a sentence.","stated_on":"{{{date}}}","citations":[{"source_id":"source-{{{n % Sources}}}","locator":{"paragraph":{{{(n % 30) + 1}}}}}],"argument_ids":["argument-{{{question}}}"]}

                """));
        }
    }
}
