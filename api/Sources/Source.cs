using System.ComponentModel.DataAnnotations;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Sources;

/// <summary>What kind of document a source is.</summary>
public enum SourceKind
{
    /// <summary>A report or comment in the news.</summary>
    NewsArticle,

    /// <summary>An interview, in print or broadcast.</summary>
    Interview,

    /// <summary>A speech.</summary>
    Speech,

    /// <summary>A statement to the press.</summary>
    PressRelease,

    /// <summary>A document of an institution.</summary>
    Document,

    /// <summary>A law or a bill.</summary>
    Legislation,

    /// <summary>A recorded vote.</summary>
    Vote,

    /// <summary>Testimony before a court or a parliament.</summary>
    Testimony,

    /// <summary>A post on a social network.</summary>
    SocialPost,

    /// <summary>A survey of opinions.</summary>
    Survey,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Who may read the stored text of a source.</summary>
public enum TextAccess
{
    /// <summary>Whoever may read.</summary>
    Open,

    /// <summary>Administrators and keys with the scope texts.</summary>
    Restricted,
}

/// <summary>The document that reports positions and arguments.</summary>
public sealed record Source
{
    /// <summary>The source's id.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first version, one more for each change.</summary>
    public required long Version { get; init; }

    /// <summary>When this version was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>The document's title.</summary>
    public required string Title { get; init; }

    /// <summary>What kind of document it is.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>Who published it.</summary>
    public required string? Publisher { get; init; }

    /// <summary>Where it can be read: an absolute http or https address.</summary>
    public required string? Url { get; init; }

    /// <summary>When it was published: YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public required string? PublishedOn { get; init; }

    /// <summary>The language it is in, as a BCP 47 tag.</summary>
    public required string? Language { get; init; }

    /// <summary>Who may read the stored text, and the words around what is cited of it.</summary>
    public required TextAccess TextAccess { get; init; }

    /// <summary>The SHA-256 of the stored text, null where none is stored.</summary>
    public required string? TextSha256 { get; init; }
}

/// <summary>What a client sends of a source.</summary>
[ServerOwned(typeof(Source), "version", "recorded_at", "text_sha256")]
public sealed record SourceInput : INounInput
{
    /// <summary>The client's own id; a UUIDv7 is made where there is none.</summary>
    [IdRule]
    public string? Id { get; init; }

    /// <inheritdoc cref="Source.Title" />
    [StringLength(Limits.Name)]
    public required string Title { get; init; }

    /// <inheritdoc cref="Source.Kind" />
    public required SourceKind Kind { get; init; }

    /// <inheritdoc cref="Source.Publisher" />
    [StringLength(Limits.Name)]
    public string? Publisher { get; init; }

    /// <inheritdoc cref="Source.Url" />
    [StringLength(Limits.Url)]
    [UrlRule]
    public string? Url { get; init; }

    /// <inheritdoc cref="Source.PublishedOn" />
    [DateRule]
    public string? PublishedOn { get; init; }

    /// <inheritdoc cref="Source.Language" />
    [StringLength(Limits.Word)]
    [LanguageRule]
    public string? Language { get; init; }

    /// <summary>Who may read the stored text. As it was where nothing is said, open at first.</summary>
    public TextAccess? TextAccess { get; init; }
}

/// <summary>A source has no rule beyond the shapes of its members.</summary>
internal sealed class SourceValidator : AbstractValidator<SourceInput>;
