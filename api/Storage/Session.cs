using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;

namespace StanceApi.Storage;

/// <summary>Statements on one connection inside one transaction. Not for two callers at once.</summary>
internal class Session(Engine engine, DbConnection connection, DbTransaction transaction)
{
    private static readonly Meter Meter = new("StanceApi.Storage");
    private static readonly Counter<long> Statements = Meter.CreateCounter<long>("stance.statements", "{statement}", "Statements sent to the store.");

    // Columns are snake_case and rows PascalCase; without this Dapper leaves such members null and says nothing.
    static Session() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Engine Engine { get; } = engine;

    /// <summary>Whether the store failed under this session, so that its connection is not trusted any more.</summary>
    protected bool HasFailed { get; private set; }

    /// <summary>Cancelled when the time for statements is over.</summary>
    protected virtual CancellationToken Deadline => CancellationToken.None;

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        RunAsync<IReadOnlyList<T>>(async () => (await connection.QueryAsync<T>(Command(sql, parameters))).AsList());

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        RunAsync(() => connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters)));

    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        RunAsync(() => connection.ExecuteAsync(Command(sql, parameters)));

    /// <summary>Reads row by row, for results that may be large or that nobody reads to the end.</summary>
    /// <exception cref="StoreException">The statement ran out of its time, or the store is away.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, object? parameters = null)
    {
        Statements.Add(1);
        await using var rows = Engine.StreamAsync<T>(connection, Command(sql, parameters)).GetAsyncEnumerator();
        while (await GuardAsync(() => rows.MoveNextAsync().AsTask())) yield return rows.Current;
    }

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: Deadline);

    private Task<T> RunAsync<T>(Func<Task<T>> statement)
    {
        Statements.Add(1);
        return GuardAsync(statement);
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
            throw new StoreException(StoreFailure.TimedOut, failure);
        }
        catch (DbException failure) when (Engine.Classify(failure) is StoreFault.Interrupted or StoreFault.Unavailable)
        {
            HasFailed = true;
            throw new StoreException(Engine.Classify(failure) == StoreFault.Interrupted ? StoreFailure.TimedOut : StoreFailure.Unavailable, failure);
        }
    }
}
