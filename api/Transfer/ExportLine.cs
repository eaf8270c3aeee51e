namespace StanceApi.Transfer;

/// <summary>A line of the mixed file.</summary>
/// <param name="Type">The noun, singular as in the feed, or <c>source_text</c>.</param>
/// <param name="Data">The record, as <c>GET /v1/{noun}/{id}</c> answers it; of a text <c>source_id</c>, <c>text_sha256</c> and <c>text</c>.</param>
public sealed record ExportLine(string Type, object Data);

/// <summary>The stored text of a source.</summary>
/// <param name="SourceId">The source.</param>
/// <param name="TextSha256">The SHA-256 of the text's UTF-8.</param>
/// <param name="Text">The text, as it was sent.</param>
public sealed record ExportedText(string SourceId, string TextSha256, string Text);
