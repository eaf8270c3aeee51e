using System.Collections.Concurrent;
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
        var known = Members.Of(type);
        foreach (var member in value.EnumerateObject())
        {
            var name = member.Name;
            if (known.Ignored.Contains(name)) continue;
            var place = JsonText.Append(pointer, name);
            if (known.ByName.TryGetValue(name, out var found)) CheckMember(member.Value, found, place);
            else Unreadable.Add(JsonText.Error(place, Codes.UnknownMember, known.Advice));
        }

        if (partial) return;
        foreach (var required in known.Required.Where(required => !value.TryGetProperty(required, out _)))
            Broken.Add(JsonText.Error(JsonText.Append(pointer, required), Codes.Required, $"Send {required}."));
    }

    private void CheckMember(JsonElement value, Member property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Null) CheckValue(value, property.Type, property, pointer);
        else if (property.IsRequired && !partial) Broken.Add(JsonText.Error(pointer, Codes.Required, $"{property.Name} cannot be null."));
    }

    private void CheckValue(JsonElement value, Type declared, Member property, string pointer)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string)) CheckText(value, property, pointer);
        else if (type.IsEnum) CheckWord(value, type, pointer);
        else if (type == typeof(int) || type == typeof(long)) CheckNumber(value, type, property, pointer);
        else if (type.IsGenericType) CheckList(value, type.GetGenericArguments()[0], property, pointer);
        else if (value.ValueKind == JsonValueKind.Object) CheckObject(value, type, pointer);
        else WrongType(value, "an object", pointer);
    }

    private void CheckText(JsonElement value, Member property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType(value, "a text", pointer);
            return;
        }

        var text = value.GetString()!;
        var longest = property.LongestText;
        if (string.IsNullOrWhiteSpace(text)) Broken.Add(JsonText.Error(pointer, Codes.Empty, "Send a text, or null where there is none."));
        else if (text.Length > longest && text.EnumerateRunes().Count() > longest)
            Broken.Add(JsonText.Error(pointer, Codes.TooLong, $"At most {longest} characters."));
        else if (property.Rule is { } rule && !rule.IsValid(text)) Broken.Add(JsonText.Error(pointer, rule.Code, rule.Advice));
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

    private void CheckNumber(JsonElement value, Type type, Member property, string pointer)
    {
        var isWhole = value.ValueKind == JsonValueKind.Number && (type == typeof(int) ? value.TryGetInt32(out _) : value.TryGetInt64(out _));
        if (!isWhole) WrongType(value, $"a whole number of {(type == typeof(int) ? 32 : 64)} bits", pointer);
        else if (property.Range is { } range && !range.IsValid(value.GetInt64()))
            Broken.Add(JsonText.Error(pointer, Codes.OutOfRange, $"From {range.Minimum} to {range.Maximum}."));
    }

    private void CheckList(JsonElement value, Type item, Member property, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            WrongType(value, "a list", pointer);
            return;
        }

        if (value.GetArrayLength() > property.LongestList) Broken.Add(JsonText.Error(pointer, Codes.TooMany, $"At most {property.LongestList} items."));
        if (value.GetArrayLength() < property.ShortestList) Broken.Add(JsonText.Error(pointer, Codes.TooFew, $"At least {property.ShortestList}."));
        foreach (var (index, element) in value.EnumerateArray().Index()) CheckItem(element, item, property, JsonText.Append(pointer, index));
    }

    /// <summary>An item is never partial: a merge patch replaces a list whole.</summary>
    private void CheckItem(JsonElement element, Type item, Member property, string pointer)
    {
        var whole = partial ? new JsonShape(partial: false) : this;
        whole.CheckValue(element, item, property, pointer);
        if (whole == this) return;
        Unreadable.AddRange(whole.Unreadable);
        Broken.AddRange(whole.Broken);
    }

    private void WrongType(JsonElement value, string wanted, string pointer) =>
        Unreadable.Add(JsonText.Error(pointer, Codes.WrongType, $"This is {JsonText.Describe(value)}; it must be {wanted}."));

    /// <summary>The members of a type with their bounds. Attributes are looked up once: that costs more than any check.</summary>
    private sealed class Members
    {
        private static readonly ConcurrentDictionary<Type, Members> Known = new();

        private Members(Type type)
        {
            ByName = Json.Options.GetTypeInfo(type).Properties.ToDictionary(property => property.Name, property => new Member(property), StringComparer.Ordinal);
            Required = [.. ByName.Values.Where(member => member.IsRequired).Select(member => member.Name)];
            Advice = $"Known here: {string.Join(", ", ByName.Keys)}.";
            Ignored = (type.GetCustomAttribute<ServerOwnedAttribute>()?.Members ?? []).ToHashSet(StringComparer.Ordinal);
        }

        public Dictionary<string, Member> ByName { get; }

        public string[] Required { get; }

        /// <summary>What is told of each member that is none of these, of which there may be very many.</summary>
        public string Advice { get; }

        public HashSet<string> Ignored { get; }

        public static Members Of(Type type) => Known.GetOrAdd(type, each => new Members(each));
    }

    private sealed class Member(JsonPropertyInfo property)
    {
        public string Name { get; } = property.Name;

        public Type Type { get; } = property.PropertyType;

        public bool IsRequired { get; } = property.IsRequired;

        public int LongestText { get; } = Attribute<StringLengthAttribute>(property)?.MaximumLength ?? Limits.Text;

        public TextRule? Rule { get; } = Attribute<TextRule>(property);

        public RangeAttribute? Range { get; } = Attribute<RangeAttribute>(property);

        public int LongestList { get; } = Attribute<MaxLengthAttribute>(property)?.Length ?? Limits.List;

        public int ShortestList { get; } = Attribute<MinLengthAttribute>(property)?.Length ?? 0;

        private static T? Attribute<T>(JsonPropertyInfo property)
            where T : Attribute =>
            (T?)property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
    }
}
