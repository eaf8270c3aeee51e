using System.Net.Http.Headers;
using System.Text;

namespace StanceApi.Tests.Http;

/// <summary>A row of a table of bad requests: what is wrong, how the requests are made, and what each is answered.</summary>
/// <param name="Description">What is wrong; unique in its table.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="Pointer">The place that an error of that code names, null where the request as a whole is wrong.</param>
/// <param name="Requests">The requests, one or more, each to be refused like the others.</param>
internal sealed record BadRequest(string Description, int Status, string Code, string? Pointer, Func<Scene, IEnumerable<HttpRequestMessage>> Requests)
{
    /// <summary>The part of the request that the pointer points into.</summary>
    public string In { get; init; } = "body";

    /// <summary>A header that the answer must carry.</summary>
    public string? Header { get; init; }

    /// <summary>The verbs that take a body.</summary>
    private static readonly string[] Verbs = ["POST", "PUT", "PATCH"];

    /// <summary>A bad body, sent with each of the verbs that take one.</summary>
    public static BadRequest OfBody(string description, int status, string code, string? pointer, Func<Scene, string> body, string verbs = "POST PUT PATCH") =>
        new(description, status, code, pointer, scene => verbs.Split(' ').Select(verb => scene.Write(verb, Encoding.UTF8.GetBytes(body(scene)))));

    /// <summary>Several bodies that are bad for one reason, sent with the verbs in turn.</summary>
    public static BadRequest OfBodies(string description, int status, string code, string? pointer, Func<Scene, IEnumerable<string>> bodies) => new(
        description, status, code, pointer, scene => bodies(scene).Select((body, index) => scene.Write(Verbs[index % Verbs.Length], Encoding.UTF8.GetBytes(body))));

    /// <summary>A bad query of a list.</summary>
    public static BadRequest OfList(string description, string query, string code, string parameter) =>
        new(description, 400, code, $"/{parameter}", scene => [scene.Request("GET", $"{scene.List}?{query}")]) { In = "query" };
}

/// <summary>Where bad requests of one noun are made: the paths, and bodies that would be right.</summary>
internal sealed record Scene(BadInputStore Store, string Noun)
{
    public string List => $"/v1/{Noun}";

    /// <summary>The path of a record that is there and that nothing refers to.</summary>
    public string Existing => $"{List}/{Store.Existing[Noun]}";

    /// <summary>The path of a record that was retired.</summary>
    public string Retired => $"{List}/{Store.Retired[Noun]}";

    public World World => Store.World;

    /// <summary>A valid body with every member but the id.</summary>
    public RawBody Full => new(FullBody.Of(Noun, Store));

    /// <summary>The verb on the path that takes it: POST on the list, PATCH and DELETE on the record, PUT on a path that is free.</summary>
    public string PathOf(string verb) => verb switch
    {
        "POST" => List,
        "PUT" => $"{List}/{Api.NewId("free")}",
        _ => Existing,
    };

    public HttpRequestMessage Write(string verb, byte[] body, string? at = null)
    {
        var request = Request(verb, at ?? PathOf(verb));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType(verb));
        return request;
    }

    /// <summary>A write that only its path, query or headers can make bad.</summary>
    public HttpRequestMessage ValidWrite(string verb, string suffix = "")
    {
        var request = verb == "DELETE" ? Request(verb, Existing) : Write(verb, Encoding.UTF8.GetBytes(Full.Text));
        request.RequestUri = new Uri(request.RequestUri + suffix, UriKind.Relative);
        return request;
    }

    public HttpRequestMessage Request(string verb, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", StanceHost.AdministratorKey);
        return request;
    }

    public static string MediaType(string verb) => verb == "PATCH" ? "application/merge-patch+json" : "application/json";
}

/// <summary>The rows of a table for every noun, as the cases of a theory.</summary>
internal sealed class BadRequestTable(Func<string, IEnumerable<BadRequest>> rows)
{
    private readonly Dictionary<(string Noun, string Description), BadRequest> all = World.Nouns
        .SelectMany(noun => rows(noun).Select(row => (noun, row)))
        .ToDictionary(each => (each.noun, each.row.Description), each => each.row);

    public TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (noun, description) in all.Keys) cases.Add(noun, description);
            return cases;
        }
    }

    public BadRequest this[string noun, string description] => all[(noun, description)];
}
