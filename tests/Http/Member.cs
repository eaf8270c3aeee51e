using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using StanceApi.Values;

namespace StanceApi.Tests.Http;

/// <summary>A member of an input, however deep, or an item of a list member: what the input's type says of it.</summary>
internal sealed record Member(string Pointer, Type Type, JsonPropertyInfo Property, bool IsItem)
{
    public bool IsText => Type == typeof(string);

    public bool IsWord => Type.IsEnum;

    public bool IsNumber => Type == typeof(int) || Type == typeof(long);

    public bool IsList => Type.IsGenericType;

    public bool IsObject => !IsText && !IsWord && !IsNumber && !IsList;

    public bool IsRequired => Property.IsRequired && !IsItem;

    public bool IsAtTop => Pointer.LastIndexOf('/') == 0;

    /// <summary>How many code points a text may have.</summary>
    public int Longest => Attribute<StringLengthAttribute>()?.MaximumLength ?? Limits.Text;

    /// <summary>How many items a list may have.</summary>
    public int Most => Attribute<MaxLengthAttribute>()?.Length ?? Limits.List;

    public int Least => Attribute<MinLengthAttribute>()?.Length ?? 0;

    public TextRule? Rule => Attribute<TextRule>();

    public RangeAttribute? Range => Attribute<RangeAttribute>();

    /// <summary>Every member of a type, those of its objects and the first items of its lists included.</summary>
    public static IEnumerable<Member> Of(Type type, string pointer = "") => StanceApi.Http.Json.Options.GetTypeInfo(type).Properties
        .SelectMany(property => Below(new Member($"{pointer}/{property.Name}", Plain(property.PropertyType), property, IsItem: false)));

    private static IEnumerable<Member> Below(Member member) => member switch
    {
        { IsList: true } => Below(member with { Pointer = member.Pointer + "/0", Type = Plain(member.Type.GetGenericArguments()[0]), IsItem = true }).Prepend(member),
        { IsObject: true } => Of(member.Type, member.Pointer).Prepend(member),
        _ => [member],
    };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private T? Attribute<T>()
        where T : Attribute => (T?)Property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
}
