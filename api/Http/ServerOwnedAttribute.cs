namespace StanceApi.Http;

/// <summary>
/// Members that the service itself writes: accepted in a body and ignored, so that what was read can be sent back. They are
/// described by the members of the same names of <paramref name="describedBy"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ServerOwnedAttribute(Type describedBy, params string[] members) : Attribute
{
    public Type DescribedBy { get; } = describedBy;

    public IReadOnlyList<string> Members { get; } = members;
}
