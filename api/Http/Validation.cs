using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Results;

namespace StanceApi.Http;

/// <summary>Between validators, which speak of properties, and problems, which speak of JSON Pointers.</summary>
internal static partial class Validation
{
    /// <summary>The failures of a validator, each with its pointer, code and advice.</summary>
    public static List<ProblemError> Errors(ValidationResult result) =>
        [.. result.Errors.Select(failure => JsonText.Error(Pointer(failure.PropertyName), failure.ErrorCode, failure.ErrorMessage))];

    /// <summary>Names the code and the advice of the rule before it.</summary>
    public static IRuleBuilderOptions<T, TProperty> Says<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, string code, string advice) =>
        rule.WithErrorCode(code).WithMessage(advice);

    /// <summary>Refuses an item that stands twice, told at the second one's place.</summary>
    public static void Distinct<T, TItem, TKey>(
        this AbstractValidator<T> validator, string member, Func<T, IEnumerable<TItem>?> list, Func<TItem, TKey> key)
    {
        validator.RuleFor(input => input).Custom((input, context) =>
        {
            var seen = new HashSet<TKey>();
            foreach (var (index, item) in (list(input) ?? []).Index())
            {
                if (seen.Add(key(item))) continue;
                context.AddFailure(new ValidationFailure($"{member}[{index}]", "This item stands earlier in the list; send it once.") { ErrorCode = Codes.DuplicateItem });
            }
        });
    }

    /// <summary><c>Citations[0].Quote.Exact</c> as <c>/citations/0/quote/exact</c>.</summary>
    internal static string Pointer(string propertyName) => propertyName.Length == 0
        ? ""
        : "/" + string.Join('/', Separators().Split(propertyName).Where(part => part.Length > 0).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    [GeneratedRegex(@"[.\[\]]")]
    private static partial Regex Separators();
}
