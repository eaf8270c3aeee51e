using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Tests.Http;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Bodies and texts that are wrong at one place.</summary>
internal sealed class Mutations(Dice dice)
{
    /// <summary>The body with one thing wrong: a member of JSON, or a byte.</summary>
    public byte[] Of(byte[] body) => dice.Chance(75) && Parsed(body) is { } json ? Encoding.UTF8.GetBytes(Changed(json)) : Bent(body);

    /// <summary>The text with a character changed, left out, or added.</summary>
    public string Bent(string text)
    {
        if (text.Length == 0) return "x";
        var (place, other) = (dice.Below(text.Length), dice.Any("A", "b", "0", "-", "_", ".", "Z"));
        return dice.Below(3) switch { 0 => text[..place] + other + text[(place + 1)..], 1 => text.Remove(place, 1), _ => text.Insert(place, other) };
    }

    private string Changed(JsonObject json)
    {
        var body = new RawBody(json);
        var places = Pointers(json, "").ToArray();
        if (places.Length == 0) return "{\"a\":1}";
        var place = dice.Any(places);
        var cut = place.LastIndexOf('/');
        var isMember = body.At(place[..cut]) is JsonObject;
        return dice.Below(isMember ? 5 : 2) switch
        {
            2 => body.Without(place),
            3 => body.Adding(place[..cut], $"\"{place[(cut + 1)..]}\":{dice.Of(Hostile.Value)}"),
            4 => body.Adding(place[..cut], $"\"{dice.Any("id", "version", "text", "__proto__", "Name", "", "$type", "a.b")}\":{dice.Of(Hostile.Value)}"),
            _ => body.With(place, dice.Of(Hostile.Value)),
        };
    }

    private byte[] Bent(byte[] body)
    {
        if (body.Length == 0) return [0];
        var place = dice.Below(body.Length);
        return dice.Below(4) switch
        {
            0 => body[..place],
            1 => [.. body[..place], (byte)dice.Below(256), .. body[(place + 1)..]],
            2 => [.. body[..place], .. Encoding.UTF8.GetBytes(dice.Any("\0", "\u2028", "\"", "\n", ",", "}", "]", "\ufeff")), .. body[place..]],
            _ => [.. body, .. body],
        };
    }

    private static JsonObject? Parsed(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where there is a value, null included; names with a slash are left out.</summary>
    private static IEnumerable<string> Pointers(JsonNode? node, string at) => node switch
    {
        JsonObject members => members.Where(member => member.Key.Length > 0 && !member.Key.Contains('/')).SelectMany(member => Pointers(member.Value, $"{at}/{member.Key}").Prepend($"{at}/{member.Key}")),
        JsonArray items => items.SelectMany((item, index) => Pointers(item, $"{at}/{index}").Prepend($"{at}/{index}")),
        _ => [],
    };
}
