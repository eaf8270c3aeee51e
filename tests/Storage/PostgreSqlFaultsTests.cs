using Npgsql;
using StanceApi.Storage;

namespace StanceApi.Tests.Storage;

/// <summary>What to do about what a server says that the tests have no server for.</summary>
public sealed class PostgreSqlFaultsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.CannotConnectNow, "Wait until the server has started")]
    [InlineData(PostgresErrorCodes.AdminShutdown, "Start again")]
    [InlineData("25P03", "Start again")]
    [InlineData("57P05", "Start again")]
    [InlineData(PostgresErrorCodes.ProtocolViolation, "without a pooler")]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, "pg_hba.conf")]
    [InlineData(PostgresErrorCodes.InternalError, "See the server's log.")]
    public void What_a_server_says_is_told_with_what_to_do(string state, string advice) =>
        Assert.Contains(advice, PostgreSqlFaults.Advice(new PostgresException("What it says.", "FATAL", "FATAL", state)), StringComparison.Ordinal);
}
