using System.Text.Json.Nodes;

namespace StanceApi.Tests.Analysis;

/// <summary>Actors and questions of a test's own, who said what when.</summary>
internal sealed class Speakers(World world)
{
    private readonly Dictionary<string, string> actors = [];
    private readonly Dictionary<string, string> questions = [];

    /// <summary>The filter that leaves only these actors.</summary>
    public string Filter => string.Join('&', actors.Values.Select(id => $"actor_id={id}"));

    public string Actor(string name) => actors[name];

    public string Question(string name) => questions[name];

    /// <summary>The name that a test has for an id.</summary>
    public string NameOf(string id) => actors.Concat(questions).Single(pair => pair.Value == id).Key;

    /// <summary>Records positions such as <c>a q support 2025-10-28</c>.</summary>
    public static async Task<Speakers> SayAsync(HttpClient writer, params IEnumerable<string> lines)
    {
        var speakers = new Speakers(await World.CreateAsync(writer));
        foreach (var words in lines.Select(line => line.Split(' '))) await speakers.SayAsync(words[0], words[1], words[2], words.ElementAtOrDefault(3) ?? "2025-03-14");
        return speakers;
    }

    /// <summary>The edges of a network as <c>a b 0.5</c>, in the order of the test's own names.</summary>
    public IEnumerable<string> Edges(JsonNode network) => network["edges"]!.AsArray()
        .Select(edge => $"{string.Join(' ', new[] { NameOf((string)edge!["source"]!), NameOf((string)edge["target"]!) }.Order(StringComparer.Ordinal))} {edge["weight"]}")
        .Order(StringComparer.Ordinal);

    private async Task SayAsync(string actor, string question, string stance, string date)
    {
        if (!actors.ContainsKey(actor)) actors[actor] = await world.AddAsync("actors", world.NewActor());
        if (!questions.ContainsKey(question)) questions[question] = await world.AddAsync("questions", world.NewQuestion());
        var position = world.NewPosition();
        (position["actor_id"], position["question_id"], position["stance"], position["stated_on"]) = (actors[actor], questions[question], stance, date);
        await world.AddAsync("positions", position);
    }
}
