using System.Collections.Frozen;
using System.Reflection;

namespace StanceApi.Http;

/// <summary>
/// The stable codes of problems, with the sentence that stands as their title. The README lists every one; a test holds the
/// two together.
/// </summary>
internal static class Codes
{
    // The request cannot be read (400), unless said otherwise.
    [Title("The body is not JSON.")] public const string InvalidJson = "invalid_json";
    [Title("The body is not UTF-8.")] public const string InvalidUtf8 = "invalid_utf8";
    [Title("The body is empty.")] public const string EmptyBody = "empty_body";
    [Title("The body is nested too deeply.")] public const string TooDeep = "too_deep";
    [Title("A value has the wrong JSON type.")] public const string WrongType = "wrong_type";
    [Title("A member is not known here.")] public const string UnknownMember = "unknown_member";
    [Title("A member stands twice.")] public const string DuplicateMember = "duplicate_member";
    [Title("A word is not one of those allowed.")] public const string UnknownValue = "unknown_value";
    [Title("A text has a character that cannot be kept.")] public const string InvalidText = "invalid_text";
    [Title("A query parameter is not known here.")] public const string UnknownParameter = "unknown_parameter";
    [Title("A query parameter stands twice.")] public const string RepeatedParameter = "repeated_parameter";
    [Title("A query parameter has a value that it cannot have.")] public const string InvalidParameter = "invalid_parameter";
    [Title("Parameters that mean nothing together.")] public const string MeaninglessCombination = "meaningless_combination";
    [Title("The answer would be over a limit.")] public const string TooLarge = "too_large";
    [Title("The cursor is not one of this list.")] public const string InvalidCursor = "invalid_cursor";
    [Title("The time asked about has not come yet.")] public const string KnownAtInFuture = "known_at_in_future";
    [Title("A header has a value that it cannot have.")] public const string InvalidHeader = "invalid_header";
    [Title("The request cannot be read.")] public const string BadRequest = "bad_request";

    // Files of an import that cannot be read (400, 413).
    [Title("A file breaks off, or is not the one that was written.")] public const string BrokenFile = "broken_file";
    [Title("A file is not CSV.")] public const string InvalidCsv = "invalid_csv";
    [Title("A CSV file lacks a column.")] public const string MissingColumn = "missing_column";
    [Title("The process that ran a job ended.")] public const string Interrupted = "interrupted";
    [Title("A line is too long.")] public const string LineTooLong = "line_too_long";

    // Access, paths and methods.
    [Title("This needs a key.")] public const string Unauthorized = "unauthorized";
    [Title("The key is not valid.")] public const string InvalidKey = "invalid_key";
    [Title("This key may not do that.")] public const string Forbidden = "forbidden";
    [Title("The text of the source is restricted.")] public const string TextRestricted = "text_restricted";
    [Title("There is no such record.")] public const string NotFound = "not_found";
    [Title("The source has no stored text.")] public const string TextNotFound = "text_not_found";
    [Title("There is no such path.")] public const string PathNotFound = "path_not_found";
    [Title("This path does not take that method.")] public const string MethodNotAllowed = "method_not_allowed";
    [Title("No format that is offered is accepted.")] public const string NotAcceptable = "not_acceptable";
    [Title("The record was retired.")] public const string Retired = "retired";
    [Title("The record is not what the request expects.")] public const string PreconditionFailed = "precondition_failed";
    [Title("The body is too large.")] public const string BodyTooLarge = "body_too_large";
    [Title("The body's content type is not taken here.")] public const string UnsupportedMediaType = "unsupported_media_type";
    [Title("Too many requests within a second.")] public const string TooManyRequests = "too_many_requests";

    // Conflicts with other records (409).
    [Title("A record of this id is there already.")] public const string AlreadyExists = "already_exists";
    [Title("A record that is referred to does not exist.")] public const string ReferenceNotFound = "reference_not_found";
    [Title("A record that is referred to was retired.")] public const string ReferenceRetired = "reference_retired";
    [Title("Other records still refer to this one.")] public const string StillReferenced = "still_referenced";
    [Title("The database is not a SQLite file.")] public const string NotSqlite = "not_sqlite";
    [Title("No folder for backups is named.")] public const string NoBackupFolder = "no_backup_folder";

    // The body was read and breaks a rule (422).
    [Title("Lines of the file are refused.")] public const string LinesRefused = "lines_refused";
    [Title("A line has more or fewer fields than the header.")] public const string UnequalColumns = "unequal_columns";
    [Title("A digest is not that of what it stands with.")] public const string WrongDigest = "wrong_digest";
    [Title("A required member is missing.")] public const string Required = "required";
    [Title("A text is empty.")] public const string Empty = "empty";
    [Title("A text is too long.")] public const string TooLong = "too_long";
    [Title("A list is too long.")] public const string TooMany = "too_many";
    [Title("A list is too short.")] public const string TooFew = "too_few";
    [Title("A number is out of its range.")] public const string OutOfRange = "out_of_range";
    [Title("An item stands twice in a list.")] public const string DuplicateItem = "duplicate_item";
    [Title("An id does not have the form of one.")] public const string InvalidId = "invalid_id";
    [Title("A date does not exist or is not written as one.")] public const string InvalidDate = "invalid_date";
    [Title("An address is not an absolute http or https URL.")] public const string InvalidUrl = "invalid_url";
    [Title("A digest is not a SHA-256 in lower-case hexadecimal.")] public const string InvalidSha256 = "invalid_sha256";
    [Title("A language tag is not well-formed.")] public const string InvalidLanguage = "invalid_language";
    [Title("A country code is not assigned.")] public const string InvalidCountry = "invalid_country";
    [Title("The body's id is not the path's.")] public const string IdMismatch = "id_mismatch";
    [Title("An end comes before its beginning.")] public const string ReversedRange = "reversed_range";
    [Title("A statement cannot be dated after tomorrow.")] public const string StatedOnInFuture = "stated_on_in_future";
    [Title("What was said off the record is not kept.")] public const string OffTheRecord = "off_the_record";
    [Title("An anonymous actor cannot speak on the record.")] public const string AnonymousOnRecord = "anonymous_on_record";
    [Title("An anonymous actor belongs to a source.")] public const string AnonymousWithoutSource = "anonymous_without_source";
    [Title("A conditional position has a requirement.")] public const string ConditionalWithoutRequirement = "conditional_without_requirement";
    [Title("A position with a requirement is conditional.")] public const string RequirementWithoutConditional = "requirement_without_conditional";
    [Title("A condition's date needs its status.")] public const string StatusOnWithoutStatus = "status_on_without_status";
    [Title("A position's citations are of one source.")] public const string SeveralSources = "several_sources";
    [Title("The stored text does not have the quoted words.")] public const string QuoteNotFound = "quote_not_found";
    [Title("The stored text does not have that many paragraphs.")] public const string ParagraphNotFound = "paragraph_not_found";
    [Title("A span goes past the end of its text.")] public const string SpanOutOfText = "span_out_of_text";
    [Title("A span is not in the paragraph that is named with it.")] public const string SpanOutOfParagraph = "span_out_of_paragraph";
    [Title("A span is of another text than the stored one.")] public const string TextMismatch = "text_mismatch";
    [Title("Records of different questions cannot be joined.")] public const string QuestionMismatch = "question_mismatch";
    [Title("A record cannot refer to itself.")] public const string SelfReference = "self_reference";
    [Title("The idempotency key was used for another request.")] public const string IdempotencyKeyReused = "idempotency_key_reused";

    // The service's own state (5xx).
    [Title("Something went wrong here.")] public const string InternalError = "internal_error";
    [Title("Something else must end first.")] public const string Busy = "busy";
    [Title("The query took too long.")] public const string QueryTimeout = "query_timeout";
    [Title("The store is not available.")] public const string StoreUnavailable = "store_unavailable";
    [Title("The service cannot do its work now.")] public const string NotReady = "not_ready";
    [Title("The issuer of tokens is not available.")] public const string IssuerUnavailable = "issuer_unavailable";

    /// <summary>Every code with its title.</summary>
    public static readonly FrozenDictionary<string, string> Titles = typeof(Codes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .ToFrozenDictionary(field => (string)field.GetRawConstantValue()!, field => field.GetCustomAttribute<TitleAttribute>()!.Text);

    [AttributeUsage(AttributeTargets.Field)]
    private sealed class TitleAttribute(string text) : Attribute
    {
        public string Text { get; } = text;
    }
}
