using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StanceApi.Values;

namespace StanceApi.Http;

/// <summary>
/// Whether a JSON value has the shape of a type: its members, their types, and the bounds that its attributes state (the same
/// that openapi.yaml documents). Every error is told with its pointer, not only the first.
/// </summary>
internal sealed class JsonShape(bool partial)
{
    /// <summary>What cannot be read as the type (400).</summary>
    public List<ProblemError> Unreadable { get; } = [];

    /// <summary>What was read and breaks a bound (422).</summary>
    public List<ProblemError> Broken { get; } = [];

    /// <summary>Checks a whole value, or one that replaces parts of another where the shape is <c>partial</c> (a merge patch).</summary>
    public void CheckObject(JsonElement value, Type type, string pointer)
    {
        var info = Json.Options.GetTypeInfo(type);
        var ignored = type.GetCustomAttribute<ServerOwnedAttribute>()?.Members ?? [];
        foreach (var member in value.EnumerateObject())
        {
            if (ignored.Contains(member.Name)) continue;
            var place = JsonText.Append(pointer, member.Name);
            if (info.Properties.FirstOrDefault(property => property.Name == member.Name) is { } property) CheckMember(member.Value, property, place);
            else Unreadable.Add(JsonText.Error(place, Codes.UnknownMember, $"Known here: {string.Join(", ", info.Properties.Select(p => p.Name))}."));
        }

        if (partial) return;
        foreach (var property in info.Properties.Where(property => property.IsRequired && !value.TryGetProperty(property.Name, out _)))
            Broken.Add(JsonText.Error(JsonText.Append(pointer, property.Name), Codes.Required, $"Send {property.Name}."));
    }

    private void CheckMember(JsonElement value, JsonPropertyInfo property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Null) CheckValue(value, property.PropertyType, property, pointer);
        else if (property.IsRequired && !partial) Broken.Add(JsonText.Error(pointer, Codes.Required, $"{property.Name} cannot be null."));
    }

    private void CheckValue(JsonElement value, Type declared, JsonPropertyInfo property, string pointer)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string)) CheckText(value, property, pointer);
        else if (type.IsEnum) CheckWord(value, type, pointer);
        else if (type == typeof(int) || type == typeof(long)) CheckNumber(value, type, property, pointer);
        else if (type.IsGenericType) CheckList(value, type.GetGenericArguments()[0], property, pointer);
        else if (value.ValueKind == JsonValueKind.Object) CheckObject(value, type, pointer);
        else WrongType(value, "an object", pointer);
    }

    private void CheckText(JsonElement value, JsonPropertyInfo property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType(value, "a text", pointer);
            return;
        }

        var text = value.GetString()!;
        var longest = Attribute<StringLengthAttribute>(property)?.MaximumLength ?? Limits.Text;
        if (string.IsNullOrWhiteSpace(text)) Broken.Add(JsonText.Error(pointer, Codes.Empty, "Send a text, or null where there is none."));
        else if (text.Length > longest && text.EnumerateRunes().Count() > longest)
            Broken.Add(JsonText.Error(pointer, Codes.TooLong, $"At most {longest} characters."));
        else if (Attribute<TextRule>(property) is { } rule && !rule.IsValid(text)) Broken.Add(JsonText.Error(pointer, rule.Code, rule.Advice));
    }

    private void CheckWord(JsonElement value, Type type, string pointer)
    {
        var words = Words.List(type);
        if (value.ValueKind != JsonValueKind.String) WrongType(value, "a word", pointer);
        else if (!words.Contains(value.GetString()!))
        {
            if (RefusedWordAttribute.For(type, value.GetString()!) is { } refused) Broken.Add(JsonText.Error(pointer, refused.Code, refused.Advice));
            else Unreadable.Add(JsonText.Error(pointer, Codes.UnknownValue, $"Allowed here: {string.Join(", ", words)}."));
        }
    }

    private void CheckNumber(JsonElement value, Type type, JsonPropertyInfo property, string pointer)
    {
        var isWhole = value.ValueKind == JsonValueKind.Number && (type == typeof(int) ? value.TryGetInt32(out _) : value.TryGetInt64(out _));
        if (!isWhole) WrongType(value, $"a whole number of {(type == typeof(int) ? 32 : 64)} bits", pointer);
        else if (Attribute<RangeAttribute>(property) is { } range && !range.IsValid(value.GetInt64()))
            Broken.Add(JsonText.Error(pointer, Codes.OutOfRange, $"From {range.Minimum} to {range.Maximum}."));
    }

    private void CheckList(JsonElement value, Type item, JsonPropertyInfo property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            WrongType(value, "a list", pointer);
            return;
        }

        var longest = Attribute<MaxLengthAttribute>(property)?.Length ?? Limits.List;
        var shortest = Attribute<MinLengthAttribute>(property)?.Length ?? 0;
        if (value.GetArrayLength() > longest) Broken.Add(JsonText.Error(pointer, Codes.TooMany, $"At most {longest} items."));
        if (value.GetArrayLength() < shortest) Broken.Add(JsonText.Error(pointer, Codes.TooFew, $"At least {shortest}."));
        foreach (var (index, element) in value.EnumerateArray().Index()) CheckItem(element, item, property, JsonText.Append(pointer, index));
    }

    /// <summary>An item is never partial: a merge patch replaces a list whole.</summary>
    private void CheckItem(JsonElement element, Type item, JsonPropertyInfo property, string pointer)
    {
        var whole = partial ? new JsonShape(partial: false) : this;
        whole.CheckValue(element, item, property, pointer);
        if (whole == this) return;
        Unreadable.AddRange(whole.Unreadable);
        Broken.AddRange(whole.Broken);
    }

    private void WrongType(JsonElement value, string wanted, string pointer) =>
        Unreadable.Add(JsonText.Error(pointer, Codes.WrongType, $"This is {JsonText.Describe(value)}; it must be {wanted}."));

    private static T? Attribute<T>(JsonPropertyInfo property)
        where T : Attribute =>
        (T?)property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
}
