using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>Scopes as the store and tokens write them, and which of them brings which: the one place that says so.</summary>
internal static class Scopes
{
    private static readonly Dictionary<AccessScope, AccessScope[]> Brings = new()
    {
        [AccessScope.Read] = [],
        [AccessScope.Write] = [AccessScope.Read],
        [AccessScope.Texts] = [AccessScope.Read],
        [AccessScope.Admin] = [AccessScope.Read, AccessScope.Write, AccessScope.Texts],
    };

    /// <summary>The scopes themselves with all that they bring, in declared order.</summary>
    public static AccessScope[] Whole(IEnumerable<AccessScope> given) => [.. given.SelectMany(scope => Brings[scope].Prepend(scope)).Distinct().Order()];

    /// <summary>Scopes as one text, words separated by spaces.</summary>
    public static string Write(IEnumerable<AccessScope> scopes) => string.Join(' ', scopes.Distinct().Order().Select(Words<AccessScope>.Of));

    /// <summary>The scopes of a text that the store holds.</summary>
    public static AccessScope[] Parse(string text) => [.. text.Split(' ').Select(word => Words<AccessScope>.Parse(word))];
}
