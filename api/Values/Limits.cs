namespace StanceApi.Values;

/// <summary>How long texts (in Unicode code points) and lists (in items) may be. The same numbers stand in openapi.yaml.</summary>
internal static class Limits
{
    public const int Word = 100;
    public const int Name = 500;
    public const int Text = 2_000;
    public const int LongText = 20_000;
    public const int Url = 2_000;
    public const int List = 200;
    public const int JsonDepth = 32;
}
