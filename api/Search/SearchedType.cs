namespace StanceApi.Search;

/// <summary>The nouns that are searched, as the change feed names them.</summary>
public enum SearchedType
{
    /// <summary>Questions: title, text, description, tags.</summary>
    Question,

    /// <summary>Actors: name, aliases, description, roles.</summary>
    Actor,

    /// <summary>Sources: title, publisher, stored text.</summary>
    Source,

    /// <summary>Positions: summary, conditions.</summary>
    Position,

    /// <summary>Arguments: claim.</summary>
    Argument,
}
