using StanceApi.Nouns;

namespace StanceApi.OpenApi;

/// <summary>The summary and the description of an operation.</summary>
internal readonly record struct OperationTexts(string Summary, string Description)
{
    public static OperationTexts Of(INoun noun, NounOperation operation) => operation switch
    {
        NounOperation.List => new($"List {noun.Plural}", $"{noun.Description} Filtered, sorted and paged; every page of one cursor shows one state, whatever is written meanwhile."),
        NounOperation.Create => new($"Create {A(noun)}", $"Creates {A(noun)} under the id it is sent with, or under a new UUIDv7. With `Idempotency-Key` a repeated request gets the first answer again."),
        NounOperation.Get => new($"Read {A(noun)}", $"{noun.Description} The plain record carries a strong `ETag`."),
        NounOperation.Put => new($"Create or replace {A(noun)}", $"Creates, replaces, or restores what was retired. Members left out are emptied; equal content makes no new version. `If-Match` replaces only the version it names, `If-None-Match: *` only creates."),
        NounOperation.Patch => new($"Change {A(noun)}", "A merge patch (RFC 7396): members sent replace those of the record, null empties one, lists are replaced whole."),
        NounOperation.History => new($"Read the history of {A(noun)}", $"Every version of the {noun.Singular}, newest first: who wrote it, when, and which members changed. Retired {noun.Plural} have a history too."),
        _ => new($"Retire {A(noun)}", "Takes the record out of every list; it stays in history, and PUT restores it. What other current records refer to is not retired."),
    };

    private static string A(INoun noun) => $"{(noun.Singular[0] == 'a' ? "an" : "a")} {noun.Singular}";
}
