using System.Globalization;
using System.Text.Json.Nodes;
using StanceApi.Sources;

namespace StanceApi.Transfer;

/// <summary>
/// A file of Discourse Network Analyzer as a mixed file: documents are sources with their texts, organisations and persons actors (persons with
/// roles in the organisations that they spoke for), concepts questions. A statement with an organisation, a concept and a qualifier is the position of its
/// organisation, voiced by its person: true supports, false opposes. Everything else is counted.
/// </summary>
internal sealed class DnaConversion
{
    private readonly DnaFile file;
    private readonly Conversion output;
    private readonly string prefix;
    private readonly Dictionary<long, SourceText> texts = [];

    private DnaConversion(DnaFile file, Conversion output, string prefix) => (this.file, this.output, this.prefix) = (file, output, prefix);

    /// <summary>Converts a file; its ids begin with the prefix, its own name where there is none.</summary>
    /// <exception cref="ConversionException">The file cannot be read.</exception>
    public static ConversionReport Convert(string path, Stream mixed, string? prefix = null)
    {
        using var file = DnaFile.Open(path);
        var output = new Conversion(mixed);
        try
        {
            new DnaConversion(file, output, prefix ?? Conversion.Prefix(path)).Write();
        }
        catch (Microsoft.Data.Sqlite.SqliteException failure)
        {
            throw new ConversionException($"{path} is no file of Discourse Network Analyzer 3: {failure.Message}", failure);
        }

        return output.Report;
    }

    private void Write()
    {
        var documents = file.Documents();
        var statements = file.Statements();
        foreach (var document in documents) WriteDocument(document);
        foreach (var document in documents) WriteText(document);
        foreach (var concept in file.Entities("concept")) WriteConcept(concept);
        foreach (var organization in file.Entities("organization")) WriteActor(organization, "organization", []);
        var spokenFor = statements.Where(statement => statement is { Person: not null, Organization: not null })
            .ToLookup(statement => statement.Person!.Value, statement => statement.Organization!.Value);
        foreach (var person in file.Entities("person")) WriteActor(person, "person", [.. spokenFor[person.Id].Distinct().Order()]);
        var dated = documents.ToDictionary(document => document.Id);
        foreach (var statement in statements) WriteStatement(statement, dated);
        foreach (var (what, count) in file.Left()) output.Leave(what, count);
    }

    private void WriteDocument(DnaDocument document)
    {
        output.Write(ImportType.Source, new JsonObject
        {
            ["id"] = Id("document", document.Id),
            ["title"] = Conversion.Said(document.Title) ?? $"Document {document.Id}",
            ["kind"] = "document",
            ["publisher"] = Conversion.Said(document.Source),
            ["published_on"] = document.Date is { } date ? Day(date) : null,
        });
        output.Leave("documents whose date cannot be kept", document.Date is null ? 1 : 0);
        output.Leave("documents with an author", document.Author.Length > 0 ? 1 : 0);
        output.Leave("documents with a section", document.Section.Length > 0 ? 1 : 0);
        output.Leave("documents with a type", document.Type.Length > 0 ? 1 : 0);
        output.Leave("documents with notes", document.Notes.Length > 0 ? 1 : 0);
    }

    private void WriteText(DnaDocument document)
    {
        var (text, _) = SourceText.Read(System.Text.Encoding.UTF8.GetBytes(document.Text));
        if (text is null)
        {
            output.Leave("documents without a text that can be kept");
            return;
        }

        texts[document.Id] = text;
        output.Write(ImportType.SourceText, new JsonObject { ["source_id"] = Id("document", document.Id), ["text_sha256"] = text.Sha256, ["text"] = text.Text });
    }

    private void WriteConcept(DnaEntity concept)
    {
        output.Write(ImportType.Question, new JsonObject { ["id"] = Id("concept", concept.Id), ["text"] = concept.Value, ["description"] = concept.Attributes.GetValueOrDefault("Notes") });
        Leave(concept, "Notes");
    }

    private void WriteActor(DnaEntity entity, string kind, long[] organizations)
    {
        var title = entity.Attributes.GetValueOrDefault("Type") ?? "Speaker";
        output.Write(ImportType.Actor, new JsonObject
        {
            ["id"] = Id(kind, entity.Id),
            ["name"] = entity.Value,
            ["kind"] = kind,
            ["aliases"] = new JsonArray([.. entity.Attributes.TryGetValue("Alias", out var alias) ? [JsonValue.Create(alias)] : Array.Empty<JsonNode>()]),
            ["description"] = entity.Attributes.GetValueOrDefault("Notes"),
            ["roles"] = new JsonArray([.. organizations.Select(organization => new JsonObject { ["title"] = title, ["organization_id"] = Id("organization", organization) })]),
        });
        Leave(entity, organizations.Length > 0 ? ["Notes", "Alias", "Type"] : ["Notes", "Alias"]);
    }

    private void WriteStatement(DnaStatement statement, Dictionary<long, DnaDocument> documents)
    {
        output.Leave("other values of statements", statement.Others);
        if (statement.Organization is not { } organization || statement.Concept is not { } concept)
        {
            output.Leave("statements without an organization or a concept");
            return;
        }

        if (statement.Agreement is not { } agreement)
        {
            output.Leave(statement.HasOtherAgreement ? "statements whose agreement is neither 0 nor 1" : "statements without agreement or disagreement");
            return;
        }

        if (!documents.TryGetValue(statement.Document, out var document))
        {
            output.Leave("statements whose document is not there");
            return;
        }

        if (document.Date is not { } date)
        {
            output.Leave("statements in documents whose date cannot be kept");
            return;
        }

        output.Write(ImportType.Position, new JsonObject
        {
            ["id"] = Id("statement", statement.Id),
            ["actor_id"] = Id("organization", organization),
            ["question_id"] = Id("concept", concept),
            ["stance"] = agreement ? "support" : "oppose",
            ["modality"] = "asserted",
            ["capacity"] = "official",
            ["attribution"] = "on_record",
            ["spoken_by"] = statement.Person is { } person ? Id("person", person) : null,
            ["stated_on"] = Day(date),
            ["citations"] = new JsonArray(new JsonObject { ["source_id"] = Id("document", statement.Document), ["span"] = SpanOf(statement) }),
        });
    }

    /// <summary>The passage in code points; there they are counted in UTF-16. Null where the text does not have it.</summary>
    private JsonObject? SpanOf(DnaStatement statement)
    {
        if (!texts.TryGetValue(statement.Document, out var text) || statement.Start < 0 || statement.Start >= statement.Stop || statement.Stop > text.Text.Length)
        {
            output.Leave("statements whose passage is not in the text");
            return null;
        }

        return new JsonObject { ["start"] = CodePoints(text.Text, statement.Start), ["end"] = CodePoints(text.Text, statement.Stop), ["text_sha256"] = text.Sha256 };
    }

    private static int CodePoints(string text, long length)
    {
        var count = 0;
        for (var index = 0; index < length; index++) count += char.IsLowSurrogate(text[index]) ? 0 : 1;
        return count;
    }

    private void Leave(DnaEntity entity, params string[] mapped) => output.Leave("attributes of persons, organizations and concepts", entity.Attributes.Keys.Except(mapped, StringComparer.Ordinal).Count());

    private string Id(string kind, long number) => Conversion.Id(prefix, kind, number);

    private static string Day(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
