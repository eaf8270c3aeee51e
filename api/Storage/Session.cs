using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;

namespace StanceApi.Storage;

/// <summary>Statements on one connection inside one transaction. Not for two callers at once.</summary>
internal abstract class Session(Engine engine, DbConnection connection)
{
    /// <summary>How many rows are held at once of a statement that is read row by row, unless they are large.</summary>
    private const int RowsAtOnce = 500;

    private static readonly Meter Meter = new("StanceApi.Storage");
    private static readonly Counter<long> Statements = Meter.CreateCounter<long>("stance.statements", "{statement}", "Statements sent to the store.");

    // Columns are snake_case and rows PascalCase; without this Dapper leaves such members null and says nothing.
    static Session() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Engine Engine { get; } = engine;

    /// <summary>Whether later commits than it shows may have been answered already.</summary>
    public bool MayLag { get; init; }

    protected DbConnection Connection { get; } = connection;

    protected abstract DbTransaction Transaction { get; }

    /// <summary>Whether the store failed under this session, so that its connection is not trusted any more.</summary>
    protected bool HasFailed { get; set; }

    /// <summary>Cancelled when the time for statements is over.</summary>
    protected virtual CancellationToken Deadline => CancellationToken.None;

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        RunAsync<IReadOnlyList<T>>(sql, async () => (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList());

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        RunAsync(sql, () => Connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters)));

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        RunAsync(sql, () => Connection.ExecuteAsync(Command(sql, parameters)));

    /// <summary>Reads every row as the driver has it.</summary>
    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task ReadAsync(string sql, object? parameters, Action<RawRow> read) => RunAsync(sql, async () =>
    {
        await using var rows = await Connection.ExecuteReaderAsync(Command(sql, parameters));
        return await ReadAsync(rows, read);
    });

    /// <summary>Reads row by row, for results that may be large or that nobody reads to the end; a server may send some rows at once.</summary>
    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, object? parameters = null, int rowsAtOnce = RowsAtOnce)
    {
        Statements.Add(1);
        await foreach (var row in GuardAsync(Engine.StreamAsync<T>(Connection, Command(sql, parameters), rowsAtOnce))) yield return row;
    }

    /// <summary>Reads row by row as the driver has them.</summary>
    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public IAsyncEnumerable<RawRow> RowsAsync(string sql, object? parameters = null)
    {
        Statements.Add(1);
        return GuardAsync(Engine.RowsAsync(Connection, Command(sql, parameters), RowsAtOnce));
    }

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, Transaction, cancellationToken: Deadline);

    /// <summary>Reads the rows that are left of a result; how many there were.</summary>
    protected async Task<int> ReadAsync(DbDataReader rows, Action<RawRow> read)
    {
        var (row, count) = (Engine.Row(rows), 0);
        for (; await rows.ReadAsync(Deadline); count++) read(row);
        return count;
    }

    protected async Task<T> RunAsync<T>(string sql, Func<Task<T>> statement, int statements = 1)
    {
        Statements.Add(statements);
        using var span = Meters.Spans.StartActivity("query", ActivityKind.Client);
        // The text has names of parameters, never their values.
        span?.SetTag("db.query.text", sql);
        return await GuardAsync(statement);
    }

    private async IAsyncEnumerable<T> GuardAsync<T>(IAsyncEnumerable<T> rows)
    {
        await using var each = rows.GetAsyncEnumerator();
        Func<Task<bool>> next = () => each.MoveNextAsync().AsTask();
        while (await GuardAsync(next)) yield return each.Current;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> statement)
    {
        // An interruption between two statements stops nothing: look before each.
        if (Deadline.IsCancellationRequested) throw new StoreException(StoreFailure.TimedOut);
        try
        {
            return await statement();
        }
        catch (OperationCanceledException failure) when (Deadline.IsCancellationRequested)
        {
            HasFailed = true;
            // A server that does not even answer that it was stopped hangs: there is nothing to ask for less of.
            throw new StoreException(failure.InnerException is TimeoutException or IOException ? StoreFailure.Unavailable : StoreFailure.TimedOut, failure);
        }
        // What fails on a standby is no fault of the program: it may not have the tables of a migration yet, or no longer the rows of this snapshot.
        catch (DbException failure) when (MayLag || Deadline.IsCancellationRequested || Engine.Classify(failure) is StoreFault.Interrupted or StoreFault.Unavailable)
        {
            HasFailed = true;
            throw new StoreException(WasStopped(failure) ? StoreFailure.TimedOut : StoreFailure.Unavailable, failure);
        }
        // What has another type than its column can have is not what was written.
        catch (DataException damaged)
        {
            HasFailed = true;
            throw new StoreException(StoreFailure.Unavailable, damaged) { Reason = StoreException.Damaged };
        }
        // A connection that was lost before the statement reached it is the store's failure too, though the driver takes it for the program's.
        catch (InvalidOperationException failure) when (Connection.State is not ConnectionState.Open)
        {
            HasFailed = true;
            throw new StoreException(StoreFailure.Unavailable, failure);
        }
    }

    /// <summary>
    /// Whether a statement failed since it was interrupted. SQLite does not always say so: where the interruption comes while it makes a virtual table for
    /// the statement, such as json_each, it says that this failed.
    /// </summary>
    private bool WasStopped(DbException failure) => Engine.Classify(failure) switch
    {
        StoreFault.Interrupted => true,
        StoreFault.Unavailable => false,
        _ => Deadline.IsCancellationRequested,
    };
}
