namespace StanceApi.Storage;

/// <summary>The database has a migration that this build does not know.</summary>
internal sealed class NewerSchemaException(string migration)
    : Exception($"The database was migrated by a newer version, which applied {migration}.");
