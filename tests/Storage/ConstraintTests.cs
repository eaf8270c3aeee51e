using System.Text.Json;
using StanceApi.Arguments;
using StanceApi.Nouns;
using StanceApi.Positions;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Http;
using StanceApi.Values;

namespace StanceApi.Tests.Storage;

/// <summary>The database itself refuses what must never hold, whatever program writes to it. Nothing that is tried here is kept.</summary>
public sealed class ConstraintTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_row_refers_only_to_rows_that_are_there(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        await copies.TakesAsync();
        foreach (var (column, _) in Catalog[noun].ReferenceColumns) await copies.RefusesAsync(Refusal.ForeignKey, (column, "nobody-made-this"));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_link_joins_only_rows_that_are_there_and_only_once(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        foreach (var link in Catalog[noun].Links)
        {
            var there = link.Target is null ? await copies.AnyTargetAsync(link) : store.InUse(link.Target);
            await copies.RefusesLinkAsync(Refusal.ForeignKey, link, "nobody-made-this", there);
            if (link.Target is not null) await copies.RefusesLinkAsync(Refusal.ForeignKey, link, store.Existing[noun], "nobody-made-this");
            else await copies.RefusesLinkAsync(Refusal.Check, link, store.Existing[noun], "unheard_of");
            await copies.RefusesLinkAsync(Refusal.PrimaryKey, link, store.Existing[noun], await copies.AnyTargetAsync(link));
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_row_that_others_refer_to_cannot_be_deleted(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        var id = noun == "positions" ? store.Existing[noun] : store.InUse(noun);
        await copies.RefusesStatementAsync(Refusal.ForeignKey, $"DELETE FROM {noun} WHERE id = @id", new { id });
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_enum_column_takes_every_word_of_its_enum_and_no_other(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        var enums = Catalog[noun].RecordType.GetProperties()
            .Select(property => (Column: JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), Type: Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
            .Where(property => property.Type.IsEnum)
            .ToArray();
        Assert.NotEmpty(enums);
        foreach (var (column, type) in enums)
        {
            foreach (var word in Words.List(type)) await copies.TakesAsync((column, word));
            foreach (var bad in new[] { "unheard_of", "", "0", Words.List(type)[0].ToUpperInvariant(), Words.List(type)[0] + " ", "off_the_record" })
                await copies.RefusesAsync(Refusal.Check, (column, bad));
        }
    }

    [Fact]
    public async Task A_link_of_a_position_to_its_conditions_takes_every_strength_and_status_and_no_other()
    {
        await using var copies = await Copies.OpenAsync(store, "positions");
        var conditions = Catalog["positions"].Links.Single(link => link.Target is null);
        foreach (var strength in Words.List(typeof(ConditionStrength)))
        {
            foreach (var status in Words.List(typeof(ConditionStatus))) await copies.TakesLinkAsync(conditions, $"{strength}:{status}");
            await copies.RefusesLinkAsync(Refusal.Check, conditions, store.Existing["positions"], $"{strength}:unheard_of");
        }
    }

    [Fact]
    public async Task A_link_of_an_argument_to_its_relations_takes_every_type_and_no_other()
    {
        await using var copies = await Copies.OpenAsync(store, "arguments");
        var relations = Catalog["arguments"].Links.Single(link => link.Target is null);
        foreach (var type in Words.List(typeof(RelationType))) await copies.TakesLinkAsync(relations, type);
        await copies.RefusesLinkAsync(Refusal.Check, relations, store.Existing["arguments"], "unheard_of");
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_id_and_a_feed_position_stand_once(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        await copies.RefusesAsync(Refusal.PrimaryKey, ("id", store.Existing[noun]));
        await copies.RefusesAsync(Refusal.Unique, ("seq", await copies.SeqAsync()));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_column_has_its_type_a_value_where_one_is_required_and_a_positive_version(string noun)
    {
        await using var copies = await Copies.OpenAsync(store, noun);
        foreach (var column in copies.RequiredColumns) await copies.RefusesAsync(Refusal.NotNull, (column, null));
        foreach (var version in new[] { 0, -1 }) await copies.RefusesAsync(Refusal.Check, ("version", version));
        await copies.RefusesAsync(Refusal.DataType, ("version", "one"));
        await copies.RefusesAsync(Refusal.DataType, ("seq", "1.5"));
        // A current row is not superseded: what is lives in the history.
        await copies.RefusesAsync(Refusal.Check, ("until_seq", 7));
    }

    [Fact]
    public async Task A_feed_entry_is_of_a_known_noun_and_verb_and_stands_once()
    {
        await using var changes = await Copies.OpenAsync(store, "changes", "seq = 1");
        await changes.TakesAsync(("version", 99));
        foreach (var noun in Catalog.ByPlural.Values) await changes.TakesAsync(("type", noun.Singular), ("version", 99));
        foreach (var op in new[] { "create", "update", "retire", "restore" }) await changes.TakesAsync(("op", op), ("version", 99));
        await changes.RefusesAsync(Refusal.Check, ("type", "opinion"), ("version", 99));
        await changes.RefusesAsync(Refusal.Check, ("op", "forget"), ("version", 99));
        await changes.RefusesAsync(Refusal.Check, ("version", 0));
        await changes.RefusesAsync(Refusal.PrimaryKey, ("seq", 1L), ("version", 99));
        await changes.RefusesAsync(Refusal.Unique);
    }

    private NounCatalog Catalog => store.Host.Services.GetRequiredService<NounCatalog>();
}
