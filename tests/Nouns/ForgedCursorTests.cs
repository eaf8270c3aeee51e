using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace StanceApi.Tests.Nouns;

/// <summary>Cursors made by hand with a right checksum: refused like any other that is none.</summary>
public sealed class ForgedCursorTests(SeededStore store)
{
    [Theory]
    [InlineData("id", "null")]
    [InlineData("id", "xx")]
    [InlineData("id", "[1]")]
    [InlineData("id", """{"S":-5,"K":"a","I":"a"}""")]
    [InlineData("id", """{"S":1,"K":null,"I":"a"}""")]
    [InlineData("id", """{"S":1,"K":"\u0000","I":"a"}""")]
    [InlineData("id", """{"S":1,"K":"a","I":"NOT AN ID"}""")]
    [InlineData("recorded_at", """{"S":1,"K":"abc","I":"x"}""")]
    public async Task They_are_refused(string sort, string payload)
    {
        using var client = store.Host.Reader();
        var genuine = (string)(await client.ReadAsync($"/v1/actors?limit=1&sort={sort}")).Body!["next"]!;
        var binding = $"""["actors {sort}"]""";
        Assert.Equal(genuine, Write(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(genuine).AsSpan(9)), binding));

        var answer = await client.ReadAsync($"/v1/actors?limit=1&sort={sort}&cursor={Write(payload, binding)}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code));
    }

    private static string Write(string payload, string binding)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        return Base64Url.EncodeToString([.. SHA256.HashData([.. bytes, 0, .. Encoding.UTF8.GetBytes(binding)]).AsSpan(0, 9), .. bytes]);
    }
}
