using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using StanceApi.Values;

namespace StanceApi.Commands;

/// <summary><c>keys</c>: lists, creates and revokes keys.</summary>
internal static class KeysCommand
{
    private const string About = "List, create and revoke the keys that clients send.";

    private const string More = """
        Examples:
          StanceApi keys list
          KEY=$(StanceApi keys create "The nightly import" --scope write --expires 2030-01-01)
          StanceApi keys revoke 0199a3c1-7c00-7000-8000-000000000001 --url http://localhost:5080 --key "$KEY"
        """;

    public static Command Create(string[] settings)
    {
        var service = new ServiceOptions();
        var command = new Verb("keys", About, More) { ListOf(service, settings), CreationOf(service, settings), RevocationOf(service, settings) };
        service.AddTo(command);
        return command;
    }

    private static Command ListOf(ServiceOptions service, string[] settings)
    {
        var command = new Verb("list", "List every key that there ever was.", "Writes a line for each: id, state (valid, expired or revoked), scopes, end, last use and name, with tabs between.");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var client = await service.OpenAsync(parsed, settings, toWrite: false);
            for (var path = "v1/keys?limit=500"; path is not null;)
            {
                var page = await client.ReadAsync(HttpMethod.Get, path, null, cancellation);
                if (page is not JsonObject || page["items"] is not JsonArray items) throw client.Stranger();
                foreach (var key in items) await Console.Out.WriteLineAsync(Line(key!));
                path = (string?)page["next"] is { } next ? $"v1/keys?limit=500&cursor={next}" : null;
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreationOf(ServiceOptions service, string[] settings)
    {
        var name = new Argument<string>("name") { Description = "Whose it is, or what it is for." };
        var scopes = new Option<string[]>("--scope") { Description = "What it may do; may be given more than once.", DefaultValueFactory = _ => ["read"] };
        scopes.AcceptOnlyFromAmong("read", "write", "texts", "admin");
        var expires = ExpiryOption();
        var command = new Verb("create", "Create a key.", "Writes the secret, this once, and nothing else to standard output.") { name, scopes, expires };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var client = await service.OpenAsync(parsed, settings, toWrite: true);
            var input = new JsonObject
            {
                ["name"] = parsed.GetValue(name),
                ["scopes"] = new JsonArray([.. parsed.GetValue(scopes)!.Select(scope => (JsonNode)scope)]),
                ["expires_at"] = FirstInstant(parsed.GetValue(expires)),
            };
            var created = await client.ReadAsync(HttpMethod.Post, "v1/keys", new StringContent(input.ToJsonString(), new MediaTypeHeaderValue("application/json")), cancellation);
            if (created is not JsonObject || created["secret"] is not JsonValue secret) throw client.Stranger();
            await Console.Error.WriteLineAsync($"The key {created["id"]} is shown only this once:");
            await Console.Out.WriteLineAsync((string)secret!);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string?> ExpiryOption()
    {
        var expires = new Option<string?>("--expires") { Description = "The date (from its first instant in UTC on) or the instant from which on it is refused.", HelpName = "DATE" };
        expires.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !PartialDate.TryParse(given, out _))
                result.AddError($"--expires is a date or an instant, such as 2030-01-01 or 2030-01-01T12:00:00Z, not '{given}'.");
        });
        return expires;
    }

    /// <summary>The first instant of a date that was checked, as the service takes it.</summary>
    private static string? FirstInstant(string? date) => date is null ? null : Instant.Write(PartialDate.Parse(date).First);

    private static Command RevocationOf(ServiceOptions service, string[] settings)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as the list tells it." };
        var command = new Verb("revoke", "Revoke a key: it is refused from now on and never comes back.", "A key that was revoked already stays so.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var client = await service.OpenAsync(parsed, settings, toWrite: true);
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/keys/{Uri.EscapeDataString(parsed.GetValue(id)!)}");
            using var response = await client.SendAsync(request, cancellation);
            // Whoever revokes a key at a wrong address must not believe that it is revoked.
            return response.StatusCode == HttpStatusCode.NoContent ? ExitCode.Done : throw client.Stranger();
        });
        return command;
    }

    private static string Line(JsonNode key)
    {
        var (expires, revoked) = ((string?)key["expires_at"], (string?)key["revoked_at"]);
        var isOver = expires is not null && string.CompareOrdinal(expires, Instant.Write(TimeProvider.System.GetUtcNow())) <= 0;
        var state = revoked is not null ? "revoked" : isOver ? "expired" : "valid";
        return string.Join('\t', key["id"], state, string.Join(' ', key["scopes"]!.AsArray()), expires ?? "-", (string?)key["last_used_at"] ?? "-", Visible((string)key["name"]!));
    }

    /// <summary>A name without what would end its line, or tell the terminal something.</summary>
    private static string Visible(string name) => string.Concat(name.Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
