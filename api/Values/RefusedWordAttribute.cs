using System.Reflection;

namespace StanceApi.Values;

/// <summary>A word that people know and that an enum leaves out on purpose: refused with a reason instead of as unknown.</summary>
[AttributeUsage(AttributeTargets.Enum)]
internal sealed class RefusedWordAttribute(string word, string code, string advice) : Attribute
{
    public string Word { get; } = word;

    public string Code { get; } = code;

    public string Advice { get; } = advice;

    public static RefusedWordAttribute? For(Type enumType, string word) =>
        enumType.GetCustomAttribute<RefusedWordAttribute>() is { } refused && refused.Word == word ? refused : null;
}
