using System.Text.Json;
using System.Xml.Linq;
using StanceApi.Http;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Whether an answer is what the document says.</summary>
internal sealed class Judge(ServedDocument document)
{
    private const string Problem = "application/problem+json";

    /// <summary>What may be answered before it is known which operation is asked for: no such path or method, or too long to be looked at.</summary>
    private static readonly int[] BeforeOperations = [400, 401, 403, 404, 405, 413, 414, 415, 431];

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public string? Fault(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Status >= 500 && answer.Status != 503) return "The service fails.";
        if (answer.Status is 414 or 431 || !request.IsDocumented) return FaultOfUndocumented(request, answer);
        if (!request.Operation.Answers.TryGetValue(answer.Status, out var documented)) return "The status is not documented.";
        var missing = documented.Headers.Where(header => !answer.Headers.ContainsKey(header)).ToArray();
        if (missing.Length > 0) return $"These headers are not there: {string.Join(", ", missing)}.";
        if (documented.Contents.Count == 0 || request.Method == "HEAD") return answer.Body.Length == 0 ? null : "There should be no body.";
        if (!documented.Contents.TryGetValue(answer.MediaType ?? "", out var schema)) return $"The media type {answer.MediaType} is not documented.";
        return answer.MediaType == Problem ? FaultOfProblem(answer) : FaultOfBody(request, answer, schema);
    }

    private string? FaultOfUndocumented(FuzzRequest request, FuzzAnswer answer)
    {
        // A method that another operation of the path has is that one's business.
        if (answer.Status < 400) return request.Method is "OPTIONS" or "HEAD" || document.Operations.Any(operation => operation.Method == request.Method) ? null : "This method should not be known.";
        if (request.Method == "HEAD") return answer.Body.Length == 0 ? null : "There should be no body.";
        if (answer.Status == 405 && !answer.Headers.ContainsKey("Allow")) return "There is no Allow.";
        var isKnown = BeforeOperations.Contains(answer.Status) || document.Operations.Any(operation => operation.Method == request.Method && operation.Answers.ContainsKey(answer.Status));
        return !isKnown ? "The status is not documented." : FaultOfProblem(answer);
    }

    private string? FaultOfProblem(FuzzAnswer answer)
    {
        if (answer.MediaType != Problem) return $"This is no problem document but {answer.MediaType}.";
        if (FaultOfJson(answer, "ProblemDocument", isPart: false) is { } fault) return fault;
        if (!Codes.Titles.ContainsKey(answer.Member("code")!)) return "The code is not listed.";
        return answer.Json!.Value.GetProperty("status").GetInt32() == answer.Status ? null : "The problem tells of another status.";
    }

    private string? FaultOfBody(FuzzRequest request, FuzzAnswer answer, string schema) => answer.MediaType switch
    {
        "application/json" => FaultOfJson(answer, schema, isPart: request.Asks("fields")),
        "text/event-stream" => answer.Text[..(answer.Text.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)].Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => FaultOfLine(line[5..], schema)).FirstOrDefault(fault => fault is not null),
        "application/x-ndjson" when !answer.Headers.ContainsKey("Content-Encoding") => answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => FaultOfLine(line, null)).FirstOrDefault(fault => fault is not null),
        "image/svg+xml" or "application/graphml+xml" => FaultOfXml(answer),
        _ => null,
    };

    private string? FaultOfJson(FuzzAnswer answer, string schema, bool isPart) =>
        answer.Json is not { } json ? "This is no JSON." : document.Answers.Fault(schema, json, isPart);

    private string? FaultOfLine(string line, string? schema)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return schema is null ? null : document.Answers.Fault(schema, json.RootElement, isPart: false);
        }
        catch (JsonException)
        {
            return $"This line is no JSON: {line}";
        }
    }

    private static string? FaultOfXml(FuzzAnswer answer)
    {
        try
        {
            XDocument.Parse(answer.Text);
            return null;
        }
        catch (System.Xml.XmlException fault)
        {
            return fault.Message;
        }
    }
}
