using System.Text;
using Microsoft.Extensions.Options;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>Settings of the section <c>Seeds</c>.</summary>
internal sealed record SeedOptions
{
    public const string Section = "Seeds";

    /// <summary>Whether an empty database is filled with the demonstration data; true in Development where nothing is said.</summary>
    public bool? OnEmpty { get; init; }
}

/// <summary>Fills an empty store with the demonstration data.</summary>
internal static class Seeds
{
    public const string WrittenBy = "seeds";

    /// <summary>
    /// Writes every record as a client's PUT would, all or none, where nothing was ever written before. Returns how many.
    /// </summary>
    public static async Task<int> LoadAsync(IServiceProvider services)
    {
        var catalog = services.GetRequiredService<NounCatalog>();
        return await services.GetRequiredService<Writer>().RunAsync(
            WrittenBy,
            async session =>
            {
                if (session.Head.Seq > 0) return (0, Keep: false);
                var count = 0;
                foreach (var (noun, line) in SeedData.Order.SelectMany(noun => SeedData.Lines(noun).Select(line => (noun, line))))
                {
                    var problem = await catalog[noun].PutAsync(session, catalog, line);
                    if (problem is not null) throw new InvalidDataException($"seeds/{noun}.ndjson: {problem.Detail} {Encoding.UTF8.GetString(line.Span)}");
                    count++;
                }

                return (count, Keep: true);
            },
            CancellationToken.None);
    }

    /// <summary>Whether the settings ask for the demonstration data.</summary>
    public static bool AreWanted(IServiceProvider services) =>
        services.GetRequiredService<IOptions<SeedOptions>>().Value.OnEmpty ?? services.GetRequiredService<IHostEnvironment>().IsDevelopment();
}
