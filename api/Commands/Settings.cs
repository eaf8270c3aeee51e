using System.Text.RegularExpressions;

namespace StanceApi.Commands;

/// <summary>
/// What of a command line are settings of the service (<c>--ConnectionStrings:Stance VALUE</c>, <c>--urls=ADDRESS</c>), which every verb takes, and what
/// is left for the verb. Only what looks like a setting is one, so that an option with a slip in it is refused.
/// </summary>
/// <param name="Given">The settings, as the configuration reads them.</param>
/// <param name="Others">Everything else, in its order.</param>
internal sealed partial record Settings(string[] Given, string[] Others)
{
    /// <summary>What is wrong with the names of settings.</summary>
    public IReadOnlyList<string> Errors { get; private init; } = [];

    /// <summary>The settings of the host, which have no section.</summary>
    private static readonly HashSet<string> OfHost = new(StringComparer.OrdinalIgnoreCase)
    {
        "urls", "http_ports", "https_ports", "environment", "applicationName", "contentRoot", "webroot", "AllowedHosts", "shutdownTimeoutSeconds", "preferHostingUrls", "detailedErrors",
    };

    public static Settings Split(string[] args)
    {
        var (given, others, names) = (new List<string>(), new List<string>(), new List<string>());
        for (var index = 0; index < args.Length; index++)
        {
            if (Form().Match(args[index]) is not { Success: true } form || !IsSetting(form))
            {
                others.Add(args[index]);
                continue;
            }

            given.Add(args[index]);
            names.Add(form.Groups["name"].Value);
            // The value is the next word, whatever it looks like.
            if (!form.Groups["is"].Success && index + 1 < args.Length) given.Add(args[++index]);
        }

        return new Settings([.. given], [.. others]) { Errors = [.. names.Select(KnownSettings.Refuse).OfType<string>()] };
    }

    private static bool IsSetting(Match form) => form.Groups["section"].Success || (form.Groups["mark"].Success && OfHost.Contains(form.Groups["name"].Value));

    [GeneratedRegex(@"^((?<mark>--|/)|(?=[^=]*=))(?<name>\w+(?<section>:[\w.-]+)*)(?<is>=.*)?$", RegexOptions.Singleline)]
    private static partial Regex Form();
}
