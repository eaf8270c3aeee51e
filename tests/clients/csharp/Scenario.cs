namespace StanceApi.Client;

/// <summary>What a user does: create, read, update, page, filter, handle a problem.</summary>
internal sealed class Scenario(StanceClient client)
{
    /// <summary>An actor that only this run knows.</summary>
    private readonly string id = $"analyst-{Guid.NewGuid():N}";

    public IReadOnlyList<(string Name, Func<Task> Run)> Steps =>
    [
        ("Every schema is one class", OneClassPerSchemaAsync),
        ("POST creates once for one Idempotency-Key", CreateAsync),
        ("GET answers the record with its ETag", ReadAsync),
        ("PUT replaces the version that If-Match names", ReplaceAsync),
        ("PATCH changes only what it names", ChangeAsync),
        ("A stale If-Match is a typed 412", StaleAsync),
        ("A broken rule is a typed 422 that names the place", BrokenRuleAsync),
        ("Paging by limit and cursor gives every record once", PageAsync),
        ("A repeated filter means any of", FilterAsync),
        ("expand adds typed records, and null members are nullable", ExpandAsync),
        ("DELETE retires, and a later GET is a typed 410", RetireAsync),
    ];

    /// <summary>NSwag numbers the classes that it makes for schemas which only repeat another one.</summary>
    private static Task OneClassPerSchemaAsync()
    {
        var numbered = typeof(StanceClient).Assembly.GetExportedTypes().Where(type => !type.IsGenericType).Select(type => type.Name).Where(name => char.IsAsciiDigit(name[^1]));
        Expect.Equal("", string.Join(", ", numbered));
        return Task.CompletedTask;
    }

    private async Task CreateAsync()
    {
        var input = new ActorInput { Id = id, Name = "An analyst", Kind = ActorKind.Person, Roles = [new RoleInput { Title = "Analyst" }] };
        var key = $"{Guid.NewGuid()}";

        var created = await client.CreateActorAsync(input, idempotency_Key: key);
        var again = await client.CreateActorAsync(input, idempotency_Key: key);

        Expect.Equal(201, created.StatusCode);
        Expect.Equal(1, created.Result.Version);
        Expect.Equal(ActorIdentity.Identified, created.Result.Identity);
        Expect.Equal(null, created.Result.Roles.Single().Organization_id);
        Expect.Equal(created.Result.Recorded_at, again.Result.Recorded_at);
        Expect.Equal("true", again.Headers["Idempotency-Replayed"].Single());
    }

    private async Task ReadAsync()
    {
        var read = await client.GetActorAsync(id);

        Expect.Equal("An analyst", read.Result.Name);
        Expect.Equal("\"1\"", Tag(read));
    }

    private async Task ReplaceAsync()
    {
        var read = await client.GetActorAsync(id);
        var input = new ActorInput { Name = read.Result.Name, Kind = read.Result.Kind, Identity = read.Result.Identity, Country = "PK" };

        var put = await client.PutActorAsync(id, input, if_Match: Tag(read));

        Expect.Equal(200, put.StatusCode);
        Expect.Equal("PK", put.Result.Country);
        Expect.Equal(0, put.Result.Roles.Count);
    }

    private async Task ChangeAsync()
    {
        var read = await client.GetActorAsync(id);

        var patched = await client.PatchActorAsync(id, new ActorPatch { Description = "Reads the statements." }, if_Match: Tag(read));

        Expect.Equal("Reads the statements.", patched.Result.Description);
        Expect.Equal("PK", patched.Result.Country);
        Expect.Equal(read.Result.Version + 1, patched.Result.Version);
    }

    private async Task StaleAsync()
    {
        var problem = await Expect.ProblemAsync(412, client.PatchActorAsync(id, new ActorPatch { Country = "TR" }, if_Match: "\"stale\""));

        Expect.Equal("precondition_failed", problem.Result.Code);
        Expect.Equal(Tag(await client.GetActorAsync(id)), problem.Headers["ETag"].Single());
    }

    private async Task BrokenRuleAsync()
    {
        var problem = await Expect.ProblemAsync(422, client.CreatePositionAsync(new PositionInput
        {
            Actor_id = id,
            Question_id = "contribute-troops",
            Stance = Stance.Support,
            Modality = Modality.Conditional,
            Capacity = Capacity.Official,
            Attribution = Attribution.On_record,
            Quotation = Quotation.Direct,
            Stated_on = "2025-10-28",
            Citations = [new CitationInput { Source_id = "news-report-2025-10-28", Locator = new Locator { Paragraph = 6 } }],
        }));

        Expect.Equal("conditional_without_requirement", problem.Result.Code);
        Expect.Equal("/conditions", problem.Result.Errors.Single().Pointer);
    }

    private async Task PageAsync()
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await client.ListPositionsAsync(limit: 5, cursor: cursor, count: true)).Result;
            Expect.Equal(13, page.Total);
            ids.AddRange(page.Items.Select(position => position.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Expect.Equal(13, ids.Count);
        Expect.Equal(13, ids.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task FilterAsync()
    {
        var page = await client.ListPositionsAsync(stance: [Stance.Support, Stance.Oppose], question_id: ["contribute-troops"], stated_on_gte: "2025");

        Expect.True(page.Result.Items.Any(position => position.Stance == Stance.Support));
        Expect.True(page.Result.Items.Any(position => position.Stance == Stance.Oppose));
        Expect.True(page.Result.Items.All(position => position.Stance is Stance.Support or Stance.Oppose));
    }

    private async Task ExpandAsync()
    {
        var read = await client.GetPositionAsync("s2-asif-supports-under-conditions", expand: [PositionExpansion.Actor, PositionExpansion.Arguments]);
        var position = read.Result;

        Expect.Equal("Khawaja Asif", position.Actor?.Name);
        Expect.Equal(ArgumentCategory.Moral, position.Arguments?[0].Category);
        Expect.Equal(Quotation.Partial, position.Quotation);
        Expect.Equal("moment of pride", position.Citations[0].Quote?.Exact);
        Expect.Equal(null, position.Question);
    }

    private async Task RetireAsync()
    {
        var retired = await client.RetireActorAsync(id);
        var problem = await Expect.ProblemAsync(410, client.GetActorAsync(id));

        Expect.Equal(204, retired.StatusCode);
        Expect.Equal("retired", problem.Result.Code);
    }

    private static string Tag(StanceResponse answer) => answer.Headers["ETag"].Single();
}
