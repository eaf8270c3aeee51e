using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>Reads a query string strictly: what nobody asked for is an error, and so is an empty value.</summary>
internal sealed class QueryParameters(HttpRequest request, List<ProblemError> errors)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Who asks.</summary>
    public ClaimsPrincipal User => request.HttpContext.User;

    /// <summary>Refuses a parameter; the request is answered 400.</summary>
    public void Refuse(string name, string code, string detail) => errors.Add(new ProblemError(ErrorPlace.Query, JsonText.Append("", name), code, detail));

    /// <summary>Whether a parameter was sent, whatever its value.</summary>
    public bool Has(string name) => request.Query.Any(pair => pair.Key == name);

    /// <summary>Every value of a parameter that may be repeated.</summary>
    public IReadOnlyList<string> Values(string name)
    {
        known.Add(name);
        // The collection finds names whatever their case; ours are told apart. Most were not sent at all.
        if (!request.Query.ContainsKey(name)) return [];
        var values = request.Query.Where(pair => pair.Key == name).SelectMany(pair => pair.Value.OfType<string>()).ToArray();
        foreach (var value in values.Where(value => !IsKeepable(value)))
            Refuse(name, Codes.InvalidParameter, value.Length == 0 ? $"Give {name} a value, or leave it out." : "The value has a character that no text here can have.");
        return [.. values.Where(IsKeepable)];
    }

    /// <summary>The value of a parameter that may stand once, null where it is absent.</summary>
    public string? Value(string name)
    {
        var values = Values(name);
        if (values.Count > 1) Refuse(name, Codes.RepeatedParameter, $"Send {name} once.");
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>The items of a list parameter: separated by commas, repeated, or both.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> allowed)
    {
        var items = Values(name).SelectMany(value => value.Split(',')).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var item in items.Where(item => !allowed.Contains(item)))
            Refuse(name, Codes.UnknownValue, allowed.Count == 0 ? $"There is nothing to {name} here; '{item}' is not known." : $"'{item}' is not known. Allowed here: {string.Join(", ", allowed)}.");
        return items;
    }

    /// <summary>The values of an enum, in declared order; any of several may be asked for.</summary>
    public IReadOnlyList<T> Words<T>(string name)
        where T : struct, Enum
    {
        var allowed = StanceApi.Values.Words.List(typeof(T));
        var words = Values(name);
        foreach (var word in words.Where(word => !allowed.Contains(word)))
            Refuse(name, Codes.UnknownValue, $"'{word}' is not known. Allowed here: {string.Join(", ", allowed)}. Repeat the parameter for any of several.");
        return [.. words.Where(allowed.Contains).Select(word => StanceApi.Values.Words<T>.Parse(word)).Distinct().Order()];
    }

    /// <summary>One word of an enum.</summary>
    public T Word<T>(string name, T fallback)
        where T : struct, Enum
    {
        var allowed = StanceApi.Values.Words.List(typeof(T));
        if (Value(name) is not { } word) return fallback;
        if (allowed.Contains(word)) return StanceApi.Values.Words<T>.Parse(word);
        Refuse(name, Codes.UnknownValue, $"'{word}' is not known. Allowed here: {string.Join(", ", allowed)}.");
        return fallback;
    }

    public bool Flag(string name)
    {
        var value = Value(name);
        if (value is not (null or "true" or "false")) Refuse(name, Codes.InvalidParameter, $"{name} is true or false.");
        return value == "true";
    }

    public int Number(string name, int smallest, int largest, int fallback)
    {
        if (Value(name) is not { } value) return fallback;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest) return number;
        Refuse(name, Codes.InvalidParameter, $"{name} is a whole number from {smallest} to {largest}.");
        return fallback;
    }

    /// <summary>How many items a page has at most: what is asked for, up to what the settings allow.</summary>
    public int PageLimit(int fallback)
    {
        var largest = request.HttpContext.RequestServices.GetRequiredService<IOptions<ServiceLimits>>().Value.PageItems;
        return Number("limit", 1, largest, Math.Min(fallback, largest));
    }

    /// <summary>The refusal of a request that takes no parameters and has some, else null.</summary>
    public static ProblemResult? RefuseAll(HttpRequest request)
    {
        var errors = new List<ProblemError>();
        new QueryParameters(request, errors).RefuseOthers();
        return errors.Count == 0 ? null : new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
    }

    /// <summary>Refuses every parameter that was not asked for.</summary>
    public void RefuseOthers()
    {
        // Where there are formats to choose from, the route has read the choice already.
        if (request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<FormatOffer>() is not null) known.Add(Format.Parameter);
        foreach (var name in request.Query.Keys.Where(name => !known.Contains(name)))
        {
            var advice = known.Count == 0 ? "This takes no query parameters." : $"Known here: {string.Join(", ", known)}.";
            Refuse(name, Codes.UnknownParameter, advice);
        }

        RefuseOtherEncodings();
    }

    /// <summary>What is no UTF-8 would be read as other characters than those that were sent.</summary>
    private void RefuseOtherEncodings()
    {
        if (request.QueryString.Value?.Contains('%', StringComparison.Ordinal) != true) return;
        foreach (var pair in request.QueryString.Value.TrimStart('?').Split('&'))
        {
            var value = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
            var name = Uri.UnescapeDataString(pair.Split('=')[0]);
            if (!Utf8.IsValid(WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(value), 0, value.Length)!) && errors.All(error => error.Pointer != JsonText.Append("", name)))
                Refuse(name, Codes.InvalidParameter, "The value is not UTF-8 when it is decoded. Encode it as percent-encoded UTF-8.");
        }
    }

    private static bool IsKeepable(string value) => value.Length > 0 && !value.Contains('\0', StringComparison.Ordinal);
}
