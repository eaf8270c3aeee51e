using System.Text.Json;
using System.Text.Json.Serialization;

namespace StanceApi.Client;

/// <summary>What a user adds to the generated client.</summary>
public partial class StanceClient
{
    /// <summary>A member that is null in C# was not set; sent as null it would empty what a patch leaves alone.</summary>
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
