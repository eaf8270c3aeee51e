using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>
/// A client who writes one thing after the other, of every kind, to records of its own and to one question that all write to. The seed decides
/// what; everything that is written has a mark of its own.
/// </summary>
internal sealed class Clerk
{
    /// <summary>The question that all clerks write to.</summary>
    public const string Shared = "shared";

    /// <summary>The words that positions quote. A text has them or not, so that each text changes the check of each position.</summary>
    public const string Words = "a bridge across the river";

    private const string Unverified = "allow_unverified=true";

    private readonly string name;
    private readonly Random random;
    private readonly World world;
    private readonly List<string> current = [];
    private readonly List<string> retired = [];
    private int marks;
    private bool isFounded;

    public Clerk(string name, int seed)
    {
        this.name = name;
        random = new Random(seed);
        world = new World(null!, $"{name}-source", $"{name}-question", $"{name}-actor", $"{name}-argument");
    }

    /// <summary>Writes until the service dies, or refuses a write as unavailable. What is there by then is in the ledger.</summary>
    public async Task<Shift> WorkAsync(HttpClient client, Ledger ledger, Countdown acknowledged)
    {
        Learn(ledger);
        var answered = new List<(Deed, Answer)>();
        while (true)
        {
            var deed = Next();
            try
            {
                var answer = await deed.SendAsync(client);
                if (answer.Status == HttpStatusCode.ServiceUnavailable) return new Shift(answered, deed) { Refusal = answer };
                Assert.True((int)answer.Status is 200 or 201 or 204, $"{deed}: {answer.Status} {answer.Body?.ToJsonString()}");
                answered.Add((deed, answer));
                Remember(deed, answer);
                acknowledged.Count();
            }
            // The client lets through what it meets where the other end is gone between the connection and the first look at it.
            catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
            {
                return new Shift(answered, deed);
            }
        }
    }

    /// <summary>Looks at what is there, since what was not answered may be.</summary>
    private void Learn(Ledger ledger)
    {
        isFounded = ledger.Knows("argument", world.Argument);
        current.Clear();
        retired.Clear();
        foreach (var entry in ledger.Positions(world.Actor)) (entry.IsRetired ? retired : current).Add(entry.Id);
    }

    private void Remember(Deed deed, Answer answer)
    {
        isFounded = true;
        var isRetirement = deed.Method == HttpMethod.Delete;
        string[] ids = deed.Positions is [] && deed.Path.StartsWith("/v1/positions", StringComparison.Ordinal) ? [(string)answer.Body!["id"]!] : [.. deed.Positions];
        foreach (var id in ids)
        {
            current.Remove(id);
            retired.Remove(id);
            (isRetirement ? retired : current).Add(id);
        }
    }

    private Deed Next() => !isFounded ? Found() : random.Next(100) switch
    {
        < 20 => Post(),
        < 40 => Put(NewMark()),
        < 55 when current.Count > 0 => Put(Any(current)),
        < 65 when current.Count > 0 => Patch(Any(current)),
        < 77 when current.Count > 0 => Retire(Any(current)),
        < 85 when retired.Count > 0 => Put(Any(retired)),
        < 91 => Text(),
        < 95 => Import(),
        _ => Share(),
    };

    /// <summary>Everything that positions refer to, in one file.</summary>
    private Deed Found()
    {
        JsonObject[] lines =
        [
            Files.Mixed("source", world.NewSource().With("title", name).With(world.Source)),
            Files.Mixed("question", world.NewQuestion().With("text", name).With(world.Question)),
            Files.Mixed("actor", world.NewActor().With("name", name).With(world.Actor)),
            Files.Mixed("argument", world.NewArgument().With("claim", name).With(world.Argument)),
        ];
        return new Deed(HttpMethod.Post, "/v1/import", Files.Lines(lines), Files.Ndjson) { Marks = [$"{name} ", name, name, name], Key = NewMark() };
    }

    private Deed Post()
    {
        var mark = NewMark();
        return new Deed(HttpMethod.Post, $"/v1/positions?{Unverified}", Position(mark).ToJsonString()) { Marks = [mark], Key = mark };
    }

    private Deed Put(string id)
    {
        var mark = NewMark();
        return new Deed(HttpMethod.Put, $"/v1/positions/{id}?{Unverified}", Position(mark).ToJsonString()) { Marks = [mark], Positions = [id] };
    }

    private Deed Patch(string id)
    {
        var mark = NewMark();
        return new Deed(HttpMethod.Patch, $"/v1/positions/{id}", new JsonObject { ["summary"] = mark }.ToJsonString(), "application/merge-patch+json") { Marks = [mark], Positions = [id] };
    }

    private static Deed Retire(string id) => new(HttpMethod.Delete, $"/v1/positions/{id}") { Marks = [Ledger.Retired(id)], Positions = [id] };

    private Deed Text()
    {
        var text = $"{NewMark()}\n\n{(random.Next(2) == 0 ? Words : "a ferry")}\n";
        return new Deed(HttpMethod.Put, $"/v1/sources/{world.Source}/text", text, "text/plain") { Marks = [$"{name} {Ledger.Sha256(text)}"], TextOf = world.Source };
    }

    private Deed Import()
    {
        string[] ids = [.. Enumerable.Range(0, random.Next(2, 30)).Select(_ => NewMark())];
        return new Deed(HttpMethod.Post, $"/v1/import/positions?{Unverified}", Files.Lines(ids.Select(id => Position(id).With(id))), Files.Ndjson) { Marks = ids, Positions = ids, Key = ids[0] };
    }

    private Deed Share()
    {
        var mark = NewMark();
        return new Deed(HttpMethod.Patch, $"/v1/questions/{Shared}", new JsonObject { ["text"] = mark }.ToJsonString(), "application/merge-patch+json") { Marks = [mark] };
    }

    private JsonObject Position(string mark)
    {
        var quote = new JsonObject { ["exact"] = Words };
        return world.NewPosition()
            .With("summary", mark)
            .With("argument_ids", new JsonArray(world.Argument))
            .With("citations", new JsonArray(new JsonObject { ["source_id"] = world.Source, ["quote"] = quote }));
    }

    private string Any(List<string> ids) => ids[random.Next(ids.Count)];

    private string NewMark() => string.Create(CultureInfo.InvariantCulture, $"{name}m{marks++}");
}
