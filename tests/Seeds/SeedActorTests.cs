namespace StanceApi.Tests.Seeds;

/// <summary>The demonstration data says what the coding of the article says: the eleven actors, the three questions, the source.</summary>
public sealed class SeedActorTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    [Theory]
    [InlineData("khawaja-asif", "person", "identified")]
    [InlineData("rana-sanaullah", "person", "identified")]
    [InlineData("government-of-pakistan", "government", "identified")]
    [InlineData("military-establishment", "organization", "identified")]
    [InlineData("officials-in-islamabad", "group", "anonymous")]
    [InlineData("government-circles", "group", "anonymous")]
    [InlineData("officials-familiar-with-the-deliberations", "group", "anonymous")]
    [InlineData("officials-close-to-the-discussions", "group", "anonymous")]
    [InlineData("an-official", "person", "anonymous")]
    [InlineData("another-official", "person", "anonymous")]
    [InlineData("many-pakistanis", "public", "anonymous")]
    public async Task An_actor_has_its_kind_and_belongs_to_the_source_where_it_is_anonymous(string id, string kind, string identity)
    {
        var source = Assert.Single((await client.ReadAsync("/v1/sources")).Ids);

        var actor = (await client.ReadAsync($"/v1/actors/{id}")).Body!;

        Assert.Equal((kind, identity), (actor.Text("kind"), actor.Text("identity")));
        Assert.Equal(identity == "anonymous" ? source : null, (string?)actor["source_id"]);
    }

    [Fact]
    public async Task Only_the_officials_close_to_the_discussions_and_familiar_with_the_deliberations_hold_no_position()
    {
        var holders = (await client.ReadAsync("/v1/positions")).Body!["items"]!.AsArray().Select(position => position!.Text("actor_id"));
        var actors = (await client.ReadAsync("/v1/actors")).Ids;

        Assert.Equal(["officials-close-to-the-discussions", "officials-familiar-with-the-deliberations"], actors.Except(holders));
    }

    [Theory]
    [InlineData("khawaja-asif", "Defence Minister")]
    [InlineData("rana-sanaullah", "Adviser to the Prime Minister")]
    public async Task Who_holds_an_office_has_it_as_a_role(string id, string title)
    {
        var actor = (await client.ReadAsync($"/v1/actors/{id}")).Body!;

        Assert.Equal(title, Assert.Single(actor["roles"]!.AsArray())!.Text("title"), ignoreCase: true);
    }

    [Fact]
    public async Task The_questions_are_the_three_of_the_coding()
    {
        var questions = await client.ReadAsync("/v1/questions");

        Assert.Equal(
            SeedWords.Questions.Order(StringComparer.Ordinal),
            questions.Body!["items"]!.AsArray().Select(question => question!.Text("text")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_source_is_a_news_article_of_its_day_whose_publisher_nobody_told()
    {
        var source = Assert.Single((await client.ReadAsync("/v1/sources")).Body!["items"]!.AsArray())!;

        Assert.Equal(("news_article", "2025-10-28"), (source.Text("kind"), source.Text("published_on")));
        Assert.Null(source["publisher"]);
        Assert.Null(source["text_sha256"]);
    }
}
