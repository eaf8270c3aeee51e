using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StanceApi.Storage;

/// <summary>What the failures of SQLite mean, and what to do about them.</summary>
internal static class SqliteFaults
{
    public static StoreFault Classify(DbException failure) => failure is not SqliteException sqlite
        ? StoreFault.Other
        : sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_INTERRUPT => StoreFault.Interrupted,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY
                or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_NOMEM => StoreFault.Unavailable,
            _ => StoreFault.Other,
        };

    public static string Advice(DbException failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => "Make the file and its folder writable for this user, or name another file in ConnectionStrings__Stance.",
        raw.SQLITE_FULL or raw.SQLITE_IOERR => "Make room on the disk, look whether that is sound, or name another file in ConnectionStrings__Stance.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Stop the process that has it open, or name another file in ConnectionStrings__Stance.",
        _ => "Name another file in ConnectionStrings__Stance, or restore a backup.",
    };
}
