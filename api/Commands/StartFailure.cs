using EvolveDb;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>Why the service refuses to start, in words that say what to do, and the exit code: 2 for settings, 3 for the store.</summary>
internal sealed record StartFailure(int ExitCode, string Message)
{
    /// <summary>The failure that an exception means; null for a fault of the program.</summary>
    public static StartFailure? Of(Exception failure) => failure switch
    {
        StoreLockedException locked => new(Commands.ExitCode.Store, locked.Message),
        NewerSchemaException newer => new(Commands.ExitCode.Store, $"{newer.Message} Start that version, or name another database in ConnectionStrings__Stance."),
        EvolveException migration => new(Commands.ExitCode.Store, $"The database cannot be brought to this version's schema: {migration.Message} Use the version that wrote it, or a copy from a backup."),
        UnfitStoreException unfit => new(Commands.ExitCode.Store, unfit.Message),
        StoreException { InnerException: not null } store => new(Commands.ExitCode.Store, $"The database cannot be used: {store.GetBaseException().Message} Name another one in ConnectionStrings__Stance, or restore a backup."),
        OptionsValidationException settings => new(Commands.ExitCode.Usage, $"A setting is wrong: {settings.Message}"),
        IOException { InnerException: AddressInUseException } taken => new(Commands.ExitCode.Usage, $"{taken.Message} Choose another address with --urls."),
        UnauthorizedAccessException denied => new(Commands.ExitCode.Store, $"{denied.Message} Make the folder writable for this user, or name another file in ConnectionStrings__Stance."),
        DirectoryNotFoundException folder => new(Commands.ExitCode.Store, $"{folder.Message} Create the folder, or name another file in ConnectionStrings__Stance."),
        // What configuration binding, connection strings and addresses throw; nothing else of these kinds is thrown before the service listens.
        ArgumentException or FormatException or InvalidOperationException => new(Commands.ExitCode.Usage, $"A setting is wrong: {failure.Message}"),
        _ => null,
    };

    /// <summary>It as what ends a command.</summary>
    public CommandException ToException(Exception cause) => new(ExitCode, Message, cause);
}
