using StanceApi.Nouns;

namespace StanceApi.Citations;

/// <summary>The feature of citations that check themselves.</summary>
internal static class CitationsFeature
{
    public static IServiceCollection AddCitations(this IServiceCollection services) =>
        services.AddSingleton<SourceTexts>().AddSingleton<CitationFindings>().AddSingleton<CitationChecks>().AddSingleton<CitationRechecks>();

    /// <summary>Adds a noun whose records cite sources.</summary>
    public static IServiceCollection AddCitingNoun<TInput, TRow, TRecord>(
        this IServiceCollection services, CitationHolder holder, Func<IServiceProvider, Noun<TInput, TRow, TRecord>> noun, Func<TRow, string, TRow> withCitations)
        where TInput : class, INounInput
        where TRow : class, ICitingRow
        where TRecord : class => services.AddNoun(noun)
            .AddSingleton<ICitingNoun>(provider => new CitingNoun<TInput, TRow, TRecord>(holder, provider.GetRequiredService<Noun<TInput, TRow, TRecord>>(), withCitations));
}
