using EvolveDb;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>Why the service refuses to start, in words that say what to do, and the exit code: 2 for settings, 3 for the store.</summary>
internal sealed record StartFailure(int ExitCode, string Message)
{
    private const int Usage = 2;
    private const int Store = 3;

    /// <summary>The failure that an exception means; null for a fault of the program.</summary>
    public static StartFailure? Of(Exception failure) => failure switch
    {
        StoreLockedException locked => new(Store, locked.Message),
        NewerSchemaException newer => new(Store, $"{newer.Message} Start that version, or name another database in ConnectionStrings__Stance."),
        EvolveException migration => new(Store, $"The database cannot be brought to this version's schema: {migration.Message} Use the version that wrote it, or a copy from a backup."),
        UnfitStoreException unfit => new(Store, unfit.Message),
        StoreException { InnerException: { } cause } => new(Store, $"The database cannot be used: {cause.Message}"),
        OptionsValidationException settings => new(Usage, $"A setting is wrong: {settings.Message}"),
        IOException { InnerException: AddressInUseException } taken => new(Usage, $"{taken.Message} Choose another address with --urls."),
        UnauthorizedAccessException denied => new(Store, $"{denied.Message} Make the folder writable for this user, or name another file in ConnectionStrings__Stance."),
        DirectoryNotFoundException folder => new(Store, $"{folder.Message} Create the folder, or name another file in ConnectionStrings__Stance."),
        // What configuration binding, connection strings and addresses throw; nothing else of these kinds is thrown before the service listens.
        ArgumentException or FormatException or InvalidOperationException => new(Usage, $"A setting is wrong: {failure.Message}"),
        _ => null,
    };
}
